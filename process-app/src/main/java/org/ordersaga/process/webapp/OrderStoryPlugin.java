package org.ordersaga.process.webapp;

import java.util.Set;
import org.camunda.bpm.cockpit.plugin.spi.impl.AbstractCockpitPlugin;
import org.ordersaga.process.story.StoryAssets;

/** Shows orders in Cockpit; found by Cockpit's service loader. */
public class OrderStoryPlugin extends AbstractCockpitPlugin {

  static final String ID = "order-story";

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getAssetDirectory() {
    return StoryAssets.FOLDER;
  }

  @Override
  public Set<Class<?>> getResourceClasses() {
    return Set.of(OrderStoryResource.class);
  }
}
