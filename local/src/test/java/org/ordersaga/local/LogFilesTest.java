package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

  private static final long FULL = 20L * 1024 * 1024;

  @TempDir private Path folder;

  @Test
  void aFullLogIsSetAsideAndItsWriterGoesOn() throws Exception {
    Path log = folder.resolve("sandbox.log");
    try (OutputStream writer =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(FULL);
      }
      LogFiles.rotate(log);
      writer.write("next line\n".getBytes());
    }
    assertThat(log).hasContent("next line\n");
    assertThat(folder.resolve("sandbox.log.1")).hasSize(FULL);
  }

  @Test
  void aLogThatIsNotFullStaysAsItIs() throws Exception {
    Path log = Files.writeString(folder.resolve("sandbox.log"), "a line\n");
    LogFiles.rotate(log);
    assertThat(log).hasContent("a line\n");
    assertThat(folder.resolve("sandbox.log.1")).doesNotExist();
  }
}
