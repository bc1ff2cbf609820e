package org.ordersaga.process.story;

import org.webjars.WebJarVersionLocator;

/** Where the files of the story's two faces are; they share them. */
public final class StoryAssets {

  /** Below the class path's root; Cockpit looks for a plugin's files there. */
  public static final String FOLDER = "plugin-webapp/order-story";

  private static final String BPMN_JS = "bpmn-js";

  private StoryAssets() {}

  /** The path on the class path of a file of that name. */
  public static String path(String file) {
    return switch (file) {
      case "bpmn-viewer.js" -> webjar("dist/bpmn-navigated-viewer.production.min.js");
      case "diagram.css" -> webjar("dist/assets/diagram-js.css");
      default -> FOLDER + "/app/" + file;
    };
  }

  private static String webjar(String file) {
    return WebJarVersionLocator.WEBJARS_PATH_PREFIX
        + "/"
        + new WebJarVersionLocator().path(BPMN_JS, file);
  }
}
