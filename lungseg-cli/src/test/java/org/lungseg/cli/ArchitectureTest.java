package org.lungseg.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
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
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module graph and the rules of style that a program can check, over all modules here. */
class ArchitectureTest {

  private static final String ROOT = "org.lungseg.";
  private static final List<String> SIBLINGS = List.of("io", "engine", "metrics", "phantom");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("lungseg-testkit"))
          .importPackages("org.lungseg");

  @Test
  void classes_ofAllModulesAreLookedAt() {
    Set<String> modules =
        CLASSES.stream().map(ArchitectureTest::module).collect(Collectors.toSet());

    assertThat(modules)
        .containsExactlyInAnyOrder("api", "io", "engine", "metrics", "phantom", "cli");
  }

  @Test
  void api_standsOnNoOtherModule() {
    noClasses()
        .that(resideInAPackage(ROOT + "api.."))
        .should()
        .dependOnClassesThat(resideInAPackage("org.lungseg..").and(not(ROOT + "api..")))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io", "engine", "metrics", "phantom"})
  void siblings_neverSeeEachOther(String module) {
    String[] others =
        Stream.concat(SIBLINGS.stream(), Stream.of("cli"))
            .filter(other -> !other.equals(module))
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that(resideInAPackage(ROOT + module + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .check(CLASSES);
  }

  @Test
  void signatures_showNoTypeOfTheInferenceLibraries() {
    classes()
        .that()
        .resideOutsideOfPackage("org.lungseg.engine.internal..")
        .and(describe("are seen outside their package", ArchitectureTest::isSeen))
        .should(showOnlyTypesOutside("ai.djl.", "ai.onnxruntime."))
        .check(CLASSES);
  }

  @Test
  void inferenceLibraries_areKnownToOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.lungseg.engine.internal.network..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("ai.djl..", "ai.onnxruntime.."))
        .check(CLASSES);
  }

  @Test
  void internalPackages_areUsedInTheirModuleOnly() {
    classes()
        .that()
        .resideInAPackage("org.lungseg..internal..")
        .should(beUsedInTheirOwnModuleOnly())
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
  void standardStreams_areForTheCommandLineOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void logging_isNotThatOfTheJdk() {
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
  }

  /**
   * Packages of a module form no circle, with two exceptions. An {@code spi} package and the API
   * that finds its implementations belong together. And internal packages may use the public types
   * of their module's root and spi packages, which are its vocabulary.
   */
  @Test
  void packages_ofAModuleFormNoCircle() {
    slices()
        .assignedFrom(new PackageSlices())
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            resideInAPackage("org.lungseg.*.internal.."),
            resideInAnyPackage("org.lungseg.*", "org.lungseg.*.spi"))
        .check(CLASSES);
  }

  private static final class PackageSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName().replaceFirst("\\.spi$", ""));
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }

  private static String module(JavaClass javaClass) {
    return javaClass.getPackageName().substring(ROOT.length()).replaceFirst("\\..*", "");
  }

  private static DescribedPredicate<JavaClass> not(String packages) {
    return DescribedPredicate.not(resideInAPackage(packages));
  }

  private static boolean isSeen(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isSeen(JavaClass javaClass) {
    return javaClass.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static ArchCondition<JavaClass> showOnlyTypesOutside(String... packages) {
    return new ArchCondition<>("show no type of " + Arrays.toString(packages)) {
      @Override
      public void check(JavaClass shown, ConditionEvents events) {
        Stream<JavaClass> parents =
            Stream.concat(shown.getRawInterfaces().stream(), shown.getRawSuperclass().stream());
        parents.forEach(type -> require(shown, type, shown.getName(), events));
        for (JavaField field : shown.getFields()) {
          if (isSeen(field)) {
            field
                .getAllInvolvedRawTypes()
                .forEach(type -> require(shown, type, field.getFullName(), events));
          }
        }
        for (JavaCodeUnit unit : shown.getCodeUnits()) {
          if (isSeen(unit)) {
            unit.getAllInvolvedRawTypes()
                .forEach(type -> require(shown, type, unit.getFullName(), events));
            unit.getExceptionTypes()
                .forEach(type -> require(shown, type, unit.getFullName(), events));
          }
        }
      }

      private void require(JavaClass shown, JavaClass type, String where, ConditionEvents events) {
        for (String forbidden : packages) {
          if (type.getName().startsWith(forbidden)) {
            events.add(SimpleConditionEvent.violated(shown, where + " shows " + type.getName()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> beUsedInTheirOwnModuleOnly() {
    return new ArchCondition<>("be used in their own module only") {
      @Override
      public void check(JavaClass internal, ConditionEvents events) {
        internal.getDirectDependenciesToSelf().stream()
            .filter(dependency -> !module(dependency.getOriginClass()).equals(module(internal)))
            .forEach(
                dependency ->
                    events.add(
                        SimpleConditionEvent.violated(internal, dependency.getDescription())));
      }
    };
  }
}
