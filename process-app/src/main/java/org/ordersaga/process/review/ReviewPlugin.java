package org.ordersaga.process.review;

import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.ordersaga.process.engine.OrderProcess;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Listens at the review, in every version of the model that draws one. */
@Component
class ReviewPlugin extends AbstractProcessEnginePlugin {

  private final ReviewListeners listeners;
  private final ApplicationEventPublisher events;

  ReviewPlugin(ReviewListeners listeners, ApplicationEventPublisher events) {
    this.listeners = listeners;
    this.events = events;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.getCustomHistoryEventHandlers().add(new ReviewGuard());
    configuration.getCustomHistoryEventHandlers().add(new AssessmentHandler(events));
    configuration.getCustomPostBPMNParseListeners().add(parseListener());
  }

  private BpmnParseListener parseListener() {
    return new AbstractBpmnParseListener() {
      @Override
      public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        if (isReview(activity)) {
          activity.addBuiltInListener(
              ExecutionListener.EVENTNAME_START, (ExecutionListener) listeners::begins);
          ((UserTaskActivityBehavior) activity.getActivityBehavior())
              .getTaskDefinition()
              .addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, listeners::isShown);
          activity.addBuiltInListener(
              ExecutionListener.EVENTNAME_END, (ExecutionListener) listeners::ends);
        }
      }

      @Override
      public void parseBoundaryTimerEventDefinition(
          Element element, boolean interrupting, ActivityImpl timer) {
        if (timer.getEventScope() instanceof ActivityImpl activity && isReview(activity)) {
          timer.addBuiltInListener(
              ExecutionListener.EVENTNAME_START,
              (ExecutionListener) execution -> listeners.expires(execution, activity.getId()));
        }
      }
    };
  }

  private static boolean isReview(ActivityImpl activity) {
    return OrderProcess.REVIEW.equals(activity.getId())
        && activity.getProcessDefinition() instanceof ProcessDefinitionEntity definition
        && OrderProcess.KEY.equals(definition.getKey());
  }
}
