package org.ordersaga.doors;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request whose body is there as a whole. A form's body is taken apart here, and then its stream
 * is at its end, as the container does it: so there is one reading of a form, not two that differ.
 */
final class BufferedRequest extends HttpServletRequestWrapper {

  private static final String FORM = "application/x-www-form-urlencoded";

  /** As the container's own, see {@code server.tomcat.max-parameter-count}. */
  private static final int MOST_PARAMETERS = 100;

  private final ServletInputStream body;
  private final int length;
  private final Map<String, String[]> parameters;

  private BufferedRequest(
      HttpServletRequest request, byte[] body, Map<String, String[]> parameters) {
    super(request);
    this.length = body.length;
    this.parameters = parameters;
    this.body = new Body(parameters == null ? body : new byte[0]);
  }

  static BufferedRequest of(HttpServletRequest request, byte[] body) {
    return new BufferedRequest(request, body, isForm(request) ? parameters(request, body) : null);
  }

  private static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    return "POST".equals(request.getMethod())
        && type != null
        && type.split(";")[0].strip().toLowerCase(Locale.ROOT).equals(FORM);
  }

  private static Map<String, String[]> parameters(HttpServletRequest request, byte[] body) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    request.getParameterMap().forEach((name, values) -> found.put(name, List.of(values)));
    String[] pairs = new String(body, StandardCharsets.UTF_8).split("&", MOST_PARAMETERS + 1);
    for (int i = 0; i < Math.min(pairs.length, MOST_PARAMETERS); i++) {
      String[] pair = pairs[i].split("=", 2);
      if (!pair[0].isEmpty()) {
        found.merge(
            decoded(pair[0]),
            List.of(pair.length == 1 ? "" : decoded(pair[1])),
            BufferedRequest::both);
      }
    }
    Map<String, String[]> parameters = new LinkedHashMap<>();
    found.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
    return Collections.unmodifiableMap(parameters);
  }

  private static List<String> both(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public BufferedReader getReader() {
    String encoding = getCharacterEncoding();
    return new BufferedReader(
        new InputStreamReader(
            body, encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding)));
  }

  @Override
  public int getContentLength() {
    return length;
  }

  @Override
  public long getContentLengthLong() {
    return length;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return parameters == null ? super.getParameterMap() : parameters;
  }

  @Override
  public String getParameter(String name) {
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public String[] getParameterValues(String name) {
    return getParameterMap().get(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }

  private static final class Body extends ServletInputStream {

    private final ByteArrayInputStream bytes;

    Body(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int from, int length) {
      return bytes.read(into, from, length);
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("The body is there as a whole.");
    }
  }
}
