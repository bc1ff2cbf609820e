package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Makes the class data archives that are missing, one after the other, while the services run. */
final class ClassDataArchiver {

  private final List<ClassData> archives;
  private final Path log;
  private final Consumer<String> say;
  private boolean stopped;
  private Process running;

  /**
   * @param log where the tool's words go
   * @param say where news go
   */
  ClassDataArchiver(List<ClassData> archives, Path log, Consumer<String> say) {
    this.archives = archives;
    this.log = log;
    this.say = say;
  }

  void start() {
    Thread thread = new Thread(this::makeAll, "class-data");
    thread.setDaemon(true);
    thread.start();
  }

  private void makeAll() {
    try {
      for (ClassData archive : archives) {
        if (archive.isMissing()) {
          make(archive);
        }
      }
    } catch (IOException e) {
      // Without an archive a service only starts more slowly.
      say.accept("The next start will not be faster: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(ClassData archive) throws IOException, InterruptedException {
    Process process;
    synchronized (this) {
      if (stopped) {
        return;
      }
      process = running = archive.make(log);
    }
    boolean made = process.waitFor() == 0;
    synchronized (this) {
      if (made) {
        archive.accept();
      } else if (!stopped) {
        throw new IOException("the class data was not archived, see " + log);
      }
    }
  }

  /** Ends what is under way; the next start begins it anew. */
  synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
