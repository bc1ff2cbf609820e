package org.ordersaga.sandbox.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ordersaga.sandbox.web.Problems.FieldError;

/**
 * Reads what a stranger sent: headers, parameters and a JSON body alike. It goes on past a bad
 * field, so that {@link #check()} can name them all; until then a bad field reads as null or 0.
 */
public final class Input {

  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final JsonNode body;
  private final String path;
  private final List<FieldError> errors;

  private Input(JsonNode body, String path, List<FieldError> errors) {
    this.body = body;
    this.path = path;
    this.errors = errors;
  }

  /** A request whose body does not matter. */
  public static Input withoutBody() {
    return new Input(MissingNode.getInstance(), "", new ArrayList<>());
  }

  /** A request with a JSON body, or null where it has none. */
  public static Input of(JsonNode body) {
    Input input = new Input(body == null ? MissingNode.getInstance() : body, "", new ArrayList<>());
    if (body != null && !body.isObject()) {
      input.bad("body", "must be a JSON object");
    }
    return input;
  }

  /**
   * Ends the reading.
   *
   * @throws org.springframework.web.ErrorResponseException (400) that names every bad field
   */
  public void check() {
    if (!errors.isEmpty()) {
      throw Problems.badInput(errors);
    }
  }

  /** Notes a bad field that only the caller can judge. */
  public void bad(String field, String message) {
    errors.add(new FieldError(path + field, message));
  }

  /** The header {@code Idempotency-Key}, or another place where a key was given. */
  public String key(String field, String value) {
    return matching(field, value, KEY, "must be 1 to 255 visible ASCII characters");
  }

  /** A key in the body. */
  public String key(String field) {
    return key(field, string(field));
  }

  /** The shop's order id, in the body. */
  public String reference(String field) {
    return reference(field, string(field));
  }

  /** The shop's order id, or null where none was given. */
  public String optionalReference(String field, String value) {
    return value == null ? null : reference(field, value);
  }

  private String reference(String field, String value) {
    return matching(field, value, REFERENCE, "must be 1 to 64 letters, digits or hyphens");
  }

  /** A text of a certain form. */
  public String matching(String field, Pattern pattern, String rule) {
    return matching(field, string(field), pattern, rule);
  }

  /** A text that is not blank and holds no control characters. */
  public String text(String field, int maxLength) {
    return text(field, string(field), maxLength);
  }

  /** A parameter like {@link #text(String, int)}, or null where none was given. */
  public String optionalText(String field, String value, int maxLength) {
    return value == null ? null : text(field, value, maxLength);
  }

  private String text(String field, String value, int maxLength) {
    if (value == null
        || value.isBlank()
        || value.length() > maxLength
        || value.chars().anyMatch(Character::isISOControl)
        // Half a character, which no database stores as it came.
        || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      bad(field, "must be a text of 1 to " + maxLength + " characters");
      return null;
    }
    return value;
  }

  /** A whole number; 1.5, "1" and numbers out of bounds are bad. */
  public long whole(String field, long min, long max) {
    JsonNode value = body.path(field);
    if (value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= min
        && value.longValue() <= max) {
      return value.longValue();
    }
    bad(field, "must be a whole number from " + min + " to " + max);
    return 0;
  }

  /** A whole number, or null where none was given. */
  public Long optionalWhole(String field, long min, long max) {
    return isAbsent(field) ? null : Long.valueOf(whole(field, min, max));
  }

  /** A whole number in a parameter, or the default where none was given. */
  public int whole(String field, String value, int min, int max, int whenAbsent) {
    if (value == null) {
      return whenAbsent;
    }
    if (value.matches("\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    bad(field, "must be a whole number from " + min + " to " + max);
    return whenAbsent;
  }

  /** A share from 0 to 1, or 0 where none was given. */
  public double share(String field) {
    if (isAbsent(field)) {
      return 0;
    }
    JsonNode value = body.path(field);
    if (value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1) {
      return value.doubleValue();
    }
    bad(field, "must be a number from 0 to 1");
    return 0;
  }

  /** An object inside of the body. */
  public Input object(String field) {
    JsonNode value = body.path(field);
    if (!value.isObject()) {
      bad(field, "must be an object");
    }
    return new Input(value, path + field + ".", errors);
  }

  /** A list of objects inside of the body. */
  public List<Input> objects(String field, int maxSize) {
    JsonNode value = body.path(field);
    if (!value.isArray() || value.isEmpty() || value.size() > maxSize) {
      bad(field, "must be a list of 1 to " + maxSize + " objects");
      return List.of();
    }
    List<Input> objects = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String itemPath = path + field + "[" + i + "].";
      objects.add(new Input(value.get(i), itemPath, errors));
    }
    return objects;
  }

  /** A list of texts of a certain form. */
  public List<String> texts(String field, int maxSize, Pattern pattern, String rule) {
    JsonNode value = body.path(field);
    if (!value.isArray() || value.isEmpty() || value.size() > maxSize) {
      bad(field, "must be a list of 1 to " + maxSize + " texts");
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      texts.add(matching(field + "[" + i + "]", value.get(i).textValue(), pattern, rule));
    }
    return texts;
  }

  /** A yes or no; no where none was given. */
  public boolean flag(String field) {
    if (isAbsent(field)) {
      return false;
    }
    if (!body.path(field).isBoolean()) {
      bad(field, "must be true or false");
    }
    return body.path(field).booleanValue();
  }

  private String matching(String field, String value, Pattern pattern, String rule) {
    if (value == null || !pattern.matcher(value).matches()) {
      bad(field, rule);
      return null;
    }
    return value;
  }

  private boolean isAbsent(String field) {
    return body.path(field).isMissingNode() || body.path(field).isNull();
  }

  private String string(String field) {
    return body.path(field).textValue();
  }
}
