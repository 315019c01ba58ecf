import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.validators.ValidatorConfig;
import org.verapdf.pdfa.validation.validators.ValidatorConfigBuilder;

/**
 * Lets veraPDF judge many files in one process: {@code Validate 3a,ua1 FILE...}.
 *
 * <p>Each file and flavour gives one line {@code OK 3a FILE}, or a line {@code FAIL 3a FILE rule: message @ location} for
 * every rule that it breaks. The exit status is 1 when a file fails and 2 when the question makes no sense.
 */
public final class Validate {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static boolean failed;

    public static void main(String[] args) {
        if (args.length < 2) {
            System.err.println("usage: Validate FLAVOUR[,FLAVOUR...] FILE...");
            System.exit(2);
        }
        // veraPDF logs what it also tells as a result.
        Logger.getLogger("").setLevel(Level.SEVERE);
        List<PDFAFlavour> flavours = new ArrayList<>();
        for (String id : args[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.fromString(id);
            if (flavour == PDFAFlavour.NO_FLAVOUR) {
                System.err.println("there is no flavour `" + id + "`; known are 3a, 3b, ua1 and the like");
                System.exit(2);
            }
            flavours.add(flavour);
        }
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < args.length; i++) {
            for (PDFAFlavour flavour : flavours) {
                judge(flavour, args[i]);
            }
        }
        System.exit(failed ? 1 : 0);
    }

    private static void judge(PDFAFlavour flavour, String file) {
        ValidatorConfig config = ValidatorConfigBuilder.defaultBuilder().flavour(flavour).showErrorMessages(true).build();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(config)) {
            ValidationResult result = validator.validate(parser);
            if (result.isCompliant()) {
                OUT.println("OK " + flavour.getId() + " " + file);
                return;
            }
            Map<String, String> firsts = new TreeMap<>();
            for (TestAssertion broken : result.getTestAssertions()) {
                String place = broken.getLocation() == null ? "" : " @ " + broken.getLocation().getContext();
                String message = broken.getErrorMessage() == null ? broken.getMessage() : broken.getErrorMessage();
                int count = result.getFailedChecks().getOrDefault(broken.getRuleId(), 1);
                String times = count == 1 ? "" : " (" + count + " times)";
                firsts.putIfAbsent(name(broken.getRuleId()), oneLine(message + place) + times);
            }
            if (firsts.isEmpty()) {
                fail(flavour, file, "not compliant, and veraPDF names no rule");
            }
            firsts.forEach((rule, first) -> fail(flavour, file, rule + ": " + first));
        } catch (Exception | StackOverflowError error) {
            fail(flavour, file, "unreadable: " + oneLine(error.toString()));
        }
    }

    private static String name(RuleId rule) {
        return rule.getClause() + "-" + rule.getTestNumber();
    }

    private static void fail(PDFAFlavour flavour, String file, String why) {
        failed = true;
        OUT.println("FAIL " + flavour.getId() + " " + file + " " + why);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
