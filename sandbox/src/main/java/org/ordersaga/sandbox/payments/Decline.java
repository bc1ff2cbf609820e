package org.ordersaga.sandbox.payments;

import java.util.Arrays;
import java.util.Optional;

/** Why a card is not charged. */
enum Decline {
  CARD_DECLINED("card_declined", "The card was declined.", "tok_declined"),
  INSUFFICIENT_FUNDS(
      "insufficient_funds", "The card has insufficient funds.", "tok_insufficient_funds"),
  EXPIRED_CARD("expired_card", "The card has expired.", "tok_expired"),
  INVALID_TOKEN("invalid_token", "The provider does not know this token.", null);

  private static final String GOOD_TOKEN = "tok_visa";

  private final String code;
  private final String sentence;
  private final String token;

  Decline(String code, String sentence, String token) {
    this.code = code;
    this.sentence = sentence;
    this.token = token;
  }

  /** For programs. */
  String code() {
    return code;
  }

  /** For people. */
  String sentence() {
    return sentence;
  }

  /** What the token leads to; empty when the card can be charged. */
  static Optional<Decline> of(String token) {
    if (token.equals(GOOD_TOKEN)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(values())
            .filter(decline -> token.equals(decline.token))
            .findAny()
            .orElse(INVALID_TOKEN));
  }

  /** The decline with a stored code. */
  static Decline ofCode(String code) {
    return Arrays.stream(values())
        .filter(decline -> decline.code.equals(code))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("Unknown decline code " + code));
  }
}
