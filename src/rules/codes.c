/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codes: what each diagnostic of the loader means.
 *
 * One paragraph per code, for the author of a rule: the usual cause and the usual remedy.  The
 * message beside the caret says what is wrong in this place; here stands why it is wrong.
 */
#include "rules/rules.h"

#include <string.h>

typedef struct code_page {
    const char *code;
    const char *about;
} code_page;

static const code_page pages[] = {
    {"R100",
     "The file is not YAML. The usual causes are a tab in the indentation, text that begins with one of "
     "[ { , @ ` % & * ! | > or holds ': ', and lists that are indented unevenly. Put such text in single quotes."},
    {"R101",
     "A key that this mapping does not have; the hint names the nearest one that it has. The keys of every "
     "kind of document are listed in docs/rules.md and in the JSON Schema."},
    {"R102",
     "A text, a list or a mapping stands where another of the three belongs, or nothing stands there at all."},
    {"R103", "A key that cannot be left out is missing."},
    {"R104",
     "The value is not one of those allowed: a word that is not in the list, a number out of range, an id or "
     "a name with a character it cannot have. Ids are lower case with at least one point, as date.weekday."},
    {"R105",
     "The same key twice in one mapping, or one file twice in a manifest. YAML would silently keep one of them."},
    {"R106",
     "Anchors, aliases and tags of YAML are not used in rule files. Use a macro to share a pattern; put text "
     "that begins with & * or ! in single quotes."},
    {"R107",
     "A named limit was passed: size of a file, depth, number of entries, rules, forms or examples. Split the "
     "file or the rule."},
    {"R108", "A file or folder cannot be read, or a binary table is damaged."},
    {"R109", "A rule file is UTF-8 text without NUL bytes."},
    {"R110",
     "Two things of one name: rules, lexicons, macros, event types, or a macro and a class. A rule set never "
     "ignores one of them. To replace a rule from a user pack write override: ID instead of id: ID; to add to "
     "a lexicon write extend: true."},
    {"R111", "override, disable or extend names something that is not there."},
    {"R112", "event: names a type that no `types` document defines."},
    {"R113",
     "A role that is neither who, where, what nor listed under `roles`, or a required role without a source in "
     "args."},
    {"R114",
     "An argument comes from actor, undergoer, subject, object, possessor, modifier, complement, prep(words), "
     "from before, after, near or sentence with a pattern, or from a $capture of the trigger; a kind (any "
     "person org place party name event) may follow where no pattern does."},
    {"R115",
     "A name template has an unknown {slot}, or a brace without its partner. Slots are year where who who1 "
     "who2 noun own what type trigger and the roles of the set."},
    {"R116",
     "The key of a lexicon entry is not a value of the lexicon's type, or a form has no words or too many. `_` "
     "is the value that is not known."},
    {"R117",
     "One class gets values of two types, so no expression could use it. Give one of them another name."},
    {"R118",
     "A rule has at least one example: it says what the rule is for, and `dateline rules test` runs it."},
    {"R119",
     "An example is: text with the _marked extent_ => expected value. The marks stand at the start and the end "
     "of words; rules of times must have them."},
    {"R120",
     "relate: X RELATION Y. X and Y are captures of the pattern, or dct (publication), main (the main event of "
     "the clause) or prev (the event told before). RELATION is a relation, or $capture of a lexicon of type "
     "relation."},
    {"R121",
     "A key that has no meaning here: it belongs to rules of another stage, or contradicts another key."},
    {"R122",
     "mark or head names a capture that the pattern does not have, or the pattern lacks one it needs."},
    {"R123",
     "A document says what it is by one of its keys: stage, lexicon, macros, types or abbreviations."},
    {"R200", "The pattern, or one side of a |, is empty."},
    {"R201",
     "Something opens and does not close, or closes and did not open: ( ) < > / /; or a name= stands alone."},
    {"R202", "? and +2 .. +8 stand right after the item they repeat, one of them at a time."},
    {"R203", "$name is no lexicon, shape, macro, built-in class, nor made by a rule."},
    {"R204", "<lemma.form>: the form is v, n, a, r or a tag of the tagger, as in <meet.vbd>."},
    {"R205", "A lemma is one word. Write phrases word by word."},
    {"R206", "Two captures would have the same name. Name them: a=$year ... b=$year."},
    {"R207", "A capture is named twice, or something is named that is no item of the text."},
    {"R208", "A rule has at most 16 captures."},
    {"R209", "The pattern is too long, nests too deeply, or could cover more than 40 tokens."},
    {"R210",
     "A pattern must match at least one token; a pattern of `unless` must say something beside $$."},
    {"R211",
     "$$ stands for the match, once, in a pattern of `unless`, outside parentheses; nowhere else."},
    {"R212", "A macro uses itself, or macros use each other too deeply."},
    {"R213", "A gap is ..1 to ..20 tokens."},
    {"R214",
     "No word, lemma or class occurs in every match, so nothing tells when to try the rule."},
    {"R221", "PCRE2 cannot compile the regular expression; the caret stands where it gave up."},
    {"R222", "A shape has named groups only, at most 16, and matches at least one character."},
    {"R230",
     "A class that only a later stage makes. Stages run in the order shape, phrase, compose (levels 1 to 3), "
     "name, event, status, link; a rule sees what earlier ones made, and building blocks (emit: part) of its "
     "own pass."},
    {"R231", "A bare name in the value of a shape is a constant or a named group of its regex."},
    {"R301",
     "The expression breaks off, or something stands where an operator, a comma or a parenthesis belongs."},
    {"R303",
     "A bare name that is no constant: no key of a lexicon and no term of the format. Captures have a $."},
    {"R304", "No such function; docs/expressions.md lists them."},
    {"R305",
     "The pattern has no capture of this name. A class without a name is captured under its own."},
    {"R306", "The function takes another number of arguments."},
    {"R311", "An argument has another type than the function wants."},
    {"R312", "No such field, or not of this type."},
    {"R313", "The operator does not go with values of these types."},
    {"R314",
     "The expression as a whole has another type than this place wants: emit: duration wants a duration, "
     "`where` wants a condition."},
    {"R315", "A feast's `when` is a date or a span in year y."},
    {"R401",
     "One form has two values in one lexicon, so its value would be a matter of chance. Use two lexicons, or "
     "extend: true to give the form a new value."},
    {"R502",
     "The example does not give what stands right of its arrow, or a text under `never` is matched after all. "
     "`dateline rules explain` shows every try."},
    {"R503",
     "Another rule wins the marked words: this one is shadowed there. Raise its priority, guard the other, or "
     "move the example."},
    {"W105",
     "In YAML ' #' begins a comment, and the pattern or expression ends there. Put the comment on a line of its "
     "own, or the text in single quotes."},
    {"W106",
     "Text with escapes or over several lines cannot be pointed into: messages show it decoded. Write it on one "
     "line, plain or in single quotes."},
    {"W107",
     "A form stands in the lexicon twice with the same value. A form with hyphens is found without them as "
     "well, and forms differ in case only under case: keep."},
    {"W301",
     "Every match of the rule needs some word or class, and the rarest one is so common that the rule is tried "
     "very often. Add a rarer obligatory item."},
    {"W401",
     "Two rules match the same words equally well and give different values; the order of their ids decides. "
     "Raise a priority, add a guard, or merge them."},
    {"W502", "A text under `todo` gives what is wanted by now. Make it an example."},
};

const char *dtl_rules_code_about(const char *code) {
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (strcmp(pages[i].code, code) == 0) {
            return pages[i].about;
        }
    }
    return NULL;
}
