package org.lungseg.training;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of style of all modules, and what training may see of the others. */
class ArchitectureTest {

  private static final String ROOT = "org.lungseg.training";
  private static final String DJL = "ai.djl.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void classes_ofAllPackagesAreLookedAt() {
    Set<String> packages =
        CLASSES.stream()
            .map(one -> one.getPackageName().substring(ROOT.length()))
            .collect(Collectors.toSet());

    assertThat(packages)
        .contains("", ".augment", ".data", ".network", ".severe", ".respiration", ".cli");
  }

  /** The networks are blocks of DJL, the root package trains them; nobody else knows of it. */
  @Test
  void djl_isKnownToNetworksAndTheirTrainingOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".network..")
        .should()
        .dependOnClassesThat(resideInAPackage("ai.djl.."))
        .check(CLASSES);
  }

  /** A network is a block of DJL and takes its arrays; everything around is free of them. */
  @Test
  void signatures_showNoTypeOfDjlButThoseOfNetworks() {
    classes()
        .that()
        .resideOutsideOfPackage(ROOT + ".network..")
        .and(describe("are public", one -> isPublic(one.getModifiers())))
        .should(showNoTypeOfDjl())
        .check(CLASSES);
  }

  @Test
  void commandLine_isKnownByItsInterfaceAndToTheCommandsOnly() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.lungseg.cli..")
                .and(describe("not its interface", one -> !isCommandInterface(one))))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.lungseg.cli..", ROOT + ".cli..", "picocli.."))
        .check(CLASSES);
  }

  /**
   * A network is trained on what the engine will show it, and written as what the engine reads:
   * that is shared with it. Nothing else of another module's inside is used.
   */
  @Test
  void internalPackages_ofTheEngineAreUsedForPicturesAndNetworkFilesOnly() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.lungseg..internal..")
                .and(
                    describe(
                        "other than axes, ONNX and its runner",
                        one -> !isSharedWithTheEngine(one.getName()))))
        .check(CLASSES);
  }

  @Test
  void packages_formNoCircle() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".network..", ROOT + ".data..", ROOT + ".augment..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(ROOT, ROOT + ".experiment..", ROOT + ".severe.."))
        .check(CLASSES);
  }

  @Test
  void names_sayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*\\.[A-Za-z0-9$]*(Utils?|Helpers?|Managers?|Common)(\\$.*)?")
        .check(CLASSES);
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..", "..utils..", "..helper..", "..helpers..", "..manager..", "..common..")
        .check(CLASSES);
  }

  @Test
  void standardStreams_areNotUsed() {
    noClasses().should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).check(CLASSES);
  }

  @Test
  void logging_isNotThatOfTheJdk() {
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
  }

  private static boolean isCommandInterface(JavaClass one) {
    return one.getPackageName().equals("org.lungseg.cli.spi");
  }

  private static boolean isSharedWithTheEngine(String name) {
    return name.equals("org.lungseg.engine.internal.input.PatientAxes")
        || name.equals("org.lungseg.engine.internal.run.Workers")
        || name.startsWith("org.lungseg.engine.internal.border.")
        || name.startsWith("org.lungseg.engine.internal.onnx.")
        || name.equals("org.lungseg.engine.internal.network.DjlOnnxRunner")
        || name.equals("org.lungseg.engine.internal.network.DjlSetup");
  }

  private static boolean isPublic(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC);
  }

  private static boolean isSeen(JavaMember member) {
    return isPublic(member.getModifiers())
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static ArchCondition<JavaClass> showNoTypeOfDjl() {
    return new ArchCondition<>("show no type of DJL") {
      @Override
      public void check(JavaClass shown, ConditionEvents events) {
        Stream.concat(shown.getRawInterfaces().stream(), shown.getRawSuperclass().stream())
            .forEach(type -> require(shown, type, shown.getName(), events));
        for (JavaField field : shown.getFields()) {
          if (isSeen(field)) {
            field
                .getAllInvolvedRawTypes()
                .forEach(type -> require(shown, type, field.getFullName(), events));
          }
        }
        for (JavaCodeUnit unit : shown.getCodeUnits()) {
          if (isSeen(unit)) {
            Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream())
                .forEach(type -> require(shown, type, unit.getFullName(), events));
          }
        }
      }

      private void require(JavaClass shown, JavaClass type, String where, ConditionEvents events) {
        if (type.getName().startsWith(DJL)) {
          events.add(SimpleConditionEvent.violated(shown, where + " shows " + type.getName()));
        }
      }
    };
  }
}
