package org.lungseg.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Prints each skipped test and its reason when a module's tests have ended. */
public final class SkippedTestReporter implements TestExecutionListener {

  private final List<String> skipped = new CopyOnWriteArrayList<>();

  /** Made by JUnit through its service file. */
  public SkippedTestReporter() {}

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped.add(describe(test) + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("no reason given");
      skipped.add(describe(test) + ": " + reason);
    }
  }

  @Override
  @SuppressWarnings("SystemOut") // a test run's report belongs on its standard output
  public void testPlanExecutionFinished(TestPlan plan) {
    for (String line : skipped) {
      System.out.println("SKIPPED TEST " + line);
    }
    skipped.clear();
  }

  private static String describe(TestIdentifier test) {
    return test.getUniqueId()
        .replaceAll(".*\\[class:", "")
        .replace("]/[method:", ".")
        .replace("]", "");
  }
}
