package org.ordersaga.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BodiesTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void aRequestHasABodyIfItSaysSo() {
    assertThat(Bodies.isIn(new MockHttpServletRequest())).isFalse();
    assertThat(Bodies.isIn(post("x"))).isTrue();
    assertThat(Bodies.isIn(post(""))).isFalse();
    MockHttpServletRequest chunked = new MockHttpServletRequest();
    chunked.addHeader("Transfer-Encoding", "chunked");
    assertThat(Bodies.isIn(chunked)).isTrue();
  }

  @Test
  void aBodyThatIsSmallEnoughIsThereAsAWhole() throws IOException {
    HttpServletRequest whole = Bodies.read(post("abc"), 3, LONG);

    assertThat(whole.getContentLength()).isEqualTo(3);
    assertThat(whole.getContentLengthLong()).isEqualTo(3);
    ServletInputStream body = whole.getInputStream();
    assertThat(body.isReady()).isTrue();
    assertThat(body.isFinished()).isFalse();
    assertThat(body.available()).isEqualTo(3);
    assertThat(body.read()).isEqualTo('a');
    assertThat(body.readAllBytes()).isEqualTo("bc".getBytes(StandardCharsets.UTF_8));
    assertThat(body.isFinished()).isTrue();
    assertThatThrownBy(() -> body.setReadListener(null)).isInstanceOf(IllegalStateException.class);
    assertThat(Bodies.read(post("abc"), 3, LONG).getReader().readLine()).isEqualTo("abc");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() throws IOException {
    assertThat(refusal(post("abcd"), 3, LONG)).isEqualTo("413 may have 3 bytes at most");
    MockHttpServletRequest silent = post("abcd");
    silent.setContent(null);
    silent.addHeader("Transfer-Encoding", "chunked");
    HttpServletRequest endless = withBody(silent, new Endless());
    assertThat(refusal(endless, 100_000, LONG)).isEqualTo("413 may have 100000 bytes at most");
  }

  @Test
  void aBodyThatComesTooSlowlyOrNotAtAllIsRefused() throws IOException {
    HttpServletRequest slow = withBody(post("abc"), new Endless());
    assertThat(refusal(slow, Long.MAX_VALUE, Duration.ZERO)).isEqualTo("408 came too slowly");
    HttpServletRequest silent =
        withBody(post("abc"), new Failing(new SocketTimeoutException("silent")));
    assertThat(refusal(silent, 10, LONG)).isEqualTo("408 came too slowly");
    HttpServletRequest gone = withBody(post("abc"), new Failing(new IOException("gone")));
    assertThat(refusal(gone, 10, LONG)).isEqualTo("400 cannot be read");
  }

  @Test
  void aFormIsTakenApartOnce() throws IOException {
    MockHttpServletRequest form = post("a=1&b=x%20y&a=2&c&=none&d=%zz");
    form.setContentType("application/x-www-form-urlencoded; charset=UTF-8");
    form.addParameter("a", "0");

    HttpServletRequest whole = Bodies.read(form, 1000, LONG);

    assertThat(whole.getParameterValues("a")).containsExactly("0", "1", "2");
    assertThat(whole.getParameter("b")).isEqualTo("x y");
    assertThat(whole.getParameter("c")).isEmpty();
    assertThat(whole.getParameter("d")).isEqualTo("%zz");
    assertThat(whole.getParameter("e")).isNull();
    assertThat(Collections.list(whole.getParameterNames())).containsExactly("a", "b", "c", "d");
    assertThat(whole.getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void aFormWithoutEndIsCutOff() throws IOException {
    MockHttpServletRequest form = post("x=y&".repeat(100) + "last=z");
    form.setContentType("application/x-www-form-urlencoded");

    assertThat(Bodies.read(form, 1000, LONG).getParameter("last")).isNull();
  }

  @Test
  void parametersOfAnotherBodyAreThoseOfTheAddress() throws IOException {
    MockHttpServletRequest json = post("{}");
    json.setContentType("application/json");
    json.addParameter("page", "1");

    assertThat(Bodies.read(json, 10, LONG).getParameterMap()).containsOnlyKeys("page");
  }

  private static MockHttpServletRequest post(String body) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
    request.setContent(body.getBytes(StandardCharsets.UTF_8));
    return request;
  }

  private static HttpServletRequest withBody(MockHttpServletRequest request, InputStream body) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public ServletInputStream getInputStream() {
        return new DelegatingServletInputStream(body);
      }
    };
  }

  /** What the caller is told. */
  private static String refusal(HttpServletRequest request, long most, Duration time)
      throws IOException {
    try {
      Bodies.read(request, most, time);
      return "read";
    } catch (RefusedBody e) {
      MockHttpServletResponse response = new MockHttpServletResponse();
      e.answer(response);
      assertThat(response.getContentType()).startsWith("application/problem+json");
      assertThat(response.getHeader("Connection")).isEqualTo("close");
      assertThat(response.getContentAsString()).contains("\"status\":" + response.getStatus());
      return response.getStatus()
          + " "
          + e.getMessage().replaceAll("The body of this request |\\.$", "");
    }
  }

  private static final class Endless extends InputStream {

    @Override
    public int read() {
      return 'x';
    }
  }

  private static final class Failing extends InputStream {

    private final IOException failure;

    Failing(IOException failure) {
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      throw failure;
    }
  }
}
