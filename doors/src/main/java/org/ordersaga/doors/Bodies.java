package org.ordersaga.doors;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Reads the body of a request before anybody looks at it: one that is too large or comes too slowly
 * ends here. The container's own time limit begins anew with each byte.
 */
public final class Bodies {

  private Bodies() {}

  /** Whether the request says that it has one. */
  public static boolean isIn(HttpServletRequest request) {
    long announced = request.getContentLengthLong();
    return announced > 0 || (announced < 0 && request.getHeader("Transfer-Encoding") != null);
  }

  /**
   * The same request, with a body that is there as a whole.
   *
   * @param most how many bytes it may have
   * @param time how long all of it may take to come
   * @throws RefusedBody if it has more, takes longer, or cannot be read
   */
  public static HttpServletRequest read(HttpServletRequest request, long most, Duration time)
      throws RefusedBody {
    if (request.getContentLengthLong() > most) {
      throw RefusedBody.tooLarge(most);
    }
    try {
      return BufferedRequest.of(request, read(request.getInputStream(), most, time));
    } catch (SocketTimeoutException e) {
      throw RefusedBody.tooSlow();
    } catch (RefusedBody e) {
      throw e;
    } catch (IOException e) {
      // The caller is gone, or what came is no body.
      throw RefusedBody.unreadable();
    }
  }

  private static byte[] read(InputStream in, long most, Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      body.write(buffer, 0, n);
      if (body.size() > most) {
        throw RefusedBody.tooLarge(most);
      }
      if (System.nanoTime() - end > 0) {
        throw RefusedBody.tooSlow();
      }
    }
    return body.toByteArray();
  }
}
