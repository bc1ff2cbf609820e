package org.ordersaga.process.webapp;

import jakarta.ws.rs.Path;
import java.io.InputStream;
import java.util.List;
import org.camunda.bpm.cockpit.plugin.resource.AbstractCockpitPluginRootResource;
import org.camunda.bpm.webapp.plugin.spi.AppPlugin;
import org.ordersaga.process.story.StoryAssets;

/** Serves the plugin's files. What it shows comes from the application's own API. */
@Path("plugin/" + OrderStoryPlugin.ID)
public class OrderStoryResource extends AbstractCockpitPluginRootResource {

  private static final String FOLDER = "app/";

  /** Made by Cockpit. */
  public OrderStoryResource() {
    super(OrderStoryPlugin.ID);
  }

  @Override
  protected List<String> getAllowedAssets() {
    return List.of(
        FOLDER + "plugin.js",
        FOLDER + "plugin.css",
        FOLDER + "story.js",
        FOLDER + "story.css",
        FOLDER + "bpmn-viewer.js",
        FOLDER + "diagram.css");
  }

  @Override
  protected InputStream getPluginAssetAsStream(AppPlugin plugin, String file) {
    return plugin
        .getClass()
        .getClassLoader()
        .getResourceAsStream(StoryAssets.path(file.substring(FOLDER.length())));
  }
}
