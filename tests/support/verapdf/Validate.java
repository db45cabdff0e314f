// SPDX-License-Identifier: Apache-2.0

import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Prints for each file how many checks of PDF/A-3u it meets, then a line for each that it does not. */
public class Validate {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var flavour = PDFAFlavour.PDFA_3_U;
        for (String file : files) {
            try (var input = new FileInputStream(file);
                    var parser = Foundries.defaultInstance().createParser(input, flavour)) {
                var result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                System.out.println(file + "\t" + result.isCompliant() + "\t" + result.getTotalAssertions());
                for (var one : result.getTestAssertions()) {
                    System.out.println("\t" + one.getRuleId().getClause() + "\t" + one.getMessage());
                }
            }
        }
    }
}
