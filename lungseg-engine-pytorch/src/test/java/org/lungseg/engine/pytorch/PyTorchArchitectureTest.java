package org.lungseg.engine.pytorch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** PyTorch and DJL stay inside, and this engine knows only the API and the engine it extends. */
class PyTorchArchitectureTest {

  private static final String INTERNAL = "org.lungseg.engine.pytorch.internal..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.lungseg.engine.pytorch");

  @Test
  void inferenceLibraries_areKnownToTheInternalsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(INTERNAL)
        .should()
        .dependOnClassesThat(resideInAnyPackage("ai.djl..", "ai.onnxruntime.."))
        .check(CLASSES);
  }

  @Test
  void classes_dependOnApiAndEngineOnly() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.lungseg.io..",
                "org.lungseg.metrics..",
                "org.lungseg.phantom..",
                "org.lungseg.cli.."))
        .check(CLASSES);
  }

  @Test
  void onnxRuntime_isNotNeeded() {
    noClasses().should().dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..")).check(CLASSES);
  }

  @Test
  void provider_isAllThatIsPublicOutsideTheInternals() {
    classes()
        .that()
        .resideOutsideOfPackage(INTERNAL)
        .and()
        .haveModifier(JavaModifier.PUBLIC)
        .should()
        .haveSimpleName("PyTorchSegmenterProvider")
        .check(CLASSES);
  }
}
