package org.ordersaga.sandbox.mail;

import java.util.Map;
import org.ordersaga.sandbox.web.Input;
import org.ordersaga.sandbox.web.Paging;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** What was received, newest first: a page for people, JSON for everybody else. */
@Controller
class InboxController {

  private final Inbox inbox;

  InboxController(Inbox inbox) {
    this.inbox = inbox;
  }

  /** The messages, or those to one recipient. */
  @GetMapping("/inbox")
  @ResponseBody
  Paging.Page<Mail> list(
      @RequestParam(required = false) String to,
      @RequestParam(required = false) String page,
      @RequestParam(required = false) String size) {
    Input input = Input.withoutBody();
    input.optionalText("to", to, 320);
    Paging paging = Paging.of(input, page, size);
    input.check();
    return inbox.list(to, paging);
  }

  /** The same as a page, for whoever asks for HTML. */
  @GetMapping(path = "/inbox", produces = MediaType.TEXT_HTML_VALUE)
  String page(
      @RequestParam(required = false) String to,
      @RequestParam(required = false) String page,
      @RequestParam(required = false) String size,
      Model model) {
    // The page's own form sends an empty field for "all".
    String recipient = to == null || to.isBlank() ? null : to.strip();
    Paging.Page<Mail> mails = list(recipient, page, size == null ? "20" : size);
    model.addAllAttributes(Map.of("mails", mails, "to", recipient == null ? "" : recipient));
    return "inbox";
  }
}
