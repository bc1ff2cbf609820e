package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

  @TempDir private Path folder;

  @Test
  void aStrangerIsNeverTakenForAServer() throws Exception {
    DataFolder data = new DataFolder(folder);
    Files.createDirectories(data.postgres());
    Process stranger = sleeper("anything");
    try {
      Files.writeString(data.postgres().resolve("postmaster.pid"), stranger.pid() + "\n");
      assertThat(Leftovers.find(data)).isEmpty();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void theServicesOfAnotherDataFolderAreLeftAlone() throws Exception {
    DataFolder data = new DataFolder(folder.resolve("one"));
    Process other =
        sleeper(
            JavaService.NAME_MARK + "sandbox", JavaService.DATA_MARK + folder.resolve("one-more"));
    Process own = sleeper(JavaService.NAME_MARK + "sandbox", JavaService.DATA_MARK + data.root());
    try {
      assertThat(Leftovers.find(data))
          .extracting(leftover -> leftover.handle().pid())
          .containsExactly(own.pid());
      Leftovers.stop(Leftovers.find(data));
      assertThat(own.isAlive()).isFalse();
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
      own.destroyForcibly();
    }
  }

  /** A process that waits for input that never comes, with these words on its command line. */
  private static Process sleeper(String... words) throws Exception {
    String[] command = new String[words.length + 4];
    command[0] = "sh";
    command[1] = "-c";
    command[2] = "read line";
    command[3] = "sh";
    System.arraycopy(words, 0, command, 4, words.length);
    return new ProcessBuilder(command).start();
  }
}
