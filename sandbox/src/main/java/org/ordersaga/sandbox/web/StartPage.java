package org.ordersaga.sandbox.web;

import org.ordersaga.sandbox.settings.SandboxSettings;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Says what there is, with commands to copy. */
@Controller
class StartPage {

  private final SandboxSettings settings;

  StartPage(SandboxSettings settings) {
    this.settings = settings;
  }

  @GetMapping("/")
  String start(Model model) {
    model.addAttribute("url", ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
    model.addAttribute(
        "login", settings.sandbox().open() ? "" : "-u sandbox:$ORDERSAGA_SANDBOX_PASSWORD ");
    model.addAttribute("smtpPort", settings.smtp().port());
    return "start";
  }
}
