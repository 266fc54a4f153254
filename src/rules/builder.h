/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builder: what the files of the loader share and nobody else sees.
 *
 * A set is built in fixed steps, each over all files: read and check (builder.c), abbreviations,
 * types and macros, lexicons (lexicon.c), classes (classes.c), rules pass by pass (compile.c,
 * event_rules.c, examples.c), then the immutable set (layout.c).  Nothing depends on the order of
 * files except that a later file may override an earlier one.
 *
 * Two arenas: `keep` becomes the rule set's, `scratch` ends with the load.  A step returns false
 * only when it cannot go on (no memory); faults of the files are diagnostics.
 */
#ifndef DTL_RULES_BUILDER_H
#define DTL_RULES_BUILDER_H

#include "rules/keys.h"
#include "rules/rules.h"
#include "text/text.h"

#define DTL_RULES_MAX 20000
#define DTL_FILES_MAX 2000

/** A rule file. */
typedef struct dtl_rule_file {
    dtl_source *source;
    const char *name; /* below its folder; the same on every machine */
    uint32_t dir;     /* index of its folder */
    dtl_yaml *docs;
    bool manifest;
} dtl_rule_file;

/** Text of a scalar with the place that messages about it point to. */
typedef struct dtl_located {
    const dtl_source *source;
    uint32_t offset;
    dtl_slice text;
} dtl_located;

/** Text that does not stand in its file as it is: a source of its own. */
typedef struct dtl_decoded {
    const dtl_source *own, *file;
    uint32_t offset; /* in the file */
} dtl_decoded;

typedef struct dtl_macro {
    dtl_slice name;
    dtl_located text;
} dtl_macro;

/** A rule on its way. */
typedef struct dtl_draft {
    dtl_rule rule;
    const dtl_yaml *v[DTL_RU__COUNT]; /* checked values by key */
    bool dead;                        /* overridden, disabled, or beyond repair */
    bool compiled;
    unsigned rank; /* dtl_rank of its stage and level */
} dtl_draft;

/** What the builder knows of a class beside dtl_class. */
typedef struct dtl_class_info {
    unsigned visible; /* lowest rank whose rules can name it */
    unsigned made_in; /* rank of the part rules that make it; UINT_MAX: none */
    const dtl_source *source;
    uint32_t start, end;
    bool builtin, lexicon, typed;
    int lexicon_type; /* dtl_type or DTL_LEX_T_* */
} dtl_class_info;

/** An id in a `disable` list. */
typedef struct dtl_disabled {
    const dtl_source *source;
    const dtl_yaml *id;
} dtl_disabled;

/** Words to nodes of the lexicon trie, while it grows. */
typedef struct dtl_trie {
    DTL_VEC(dtl_lex_edge) edges;
    uint32_t *slots; /* index + 1 into edges */
    uint32_t nslots;
    DTL_VEC(uint32_t) head; /* per node: last hit + 1 */
    DTL_VEC(dtl_lex_hit) hits;
    DTL_VEC(uint32_t) next; /* per hit: earlier hit of the node + 1 */
} dtl_trie;

typedef struct dtl_feast {
    dtl_located when;
} dtl_feast;

typedef struct dtl_builder {
    dtl_rules *rules;
    dtl_arena *keep;
    dtl_arena scratch;
    dtl_diags *diags;
    bool in_pack;           /* the document at hand is of a user pack, which may redefine */
    uint32_t errors_before; /* of the diagnostics, as handed in */
    bool broken;            /* something could not be read at all: names in it are unknown */

    DTL_VEC(dtl_rule_file) files;
    DTL_VEC(dtl_decoded) decoded;
    dtl_policy resolve; /* manifest default */
    dtl_located weights, wordnet, tlinks;
    DTL_VEC(uint32_t) common_words; /* ids, the commonest first */
    const char *base;               /* folder of the base set's manifest */
    DTL_VEC(dtl_disabled) disabled;

    dtl_abbrevs abbrevs;
    DTL_VEC(uint8_t) word_flags;

    DTL_VEC(dtl_class) classes;
    DTL_VEC(dtl_class_info) info;
    dtl_intern class_names; /* intern id -> class_ids[id] */
    DTL_VEC(uint16_t) class_ids;
    dtl_intern macro_names;
    DTL_VEC(dtl_macro) macros; /* by intern id - 1 */

    DTL_VEC(dtl_lex_entry) entries;
    dtl_intern constants;             /* names of entries */
    DTL_VEC(uint32_t) constant_entry; /* by intern id - 1 */
    dtl_trie trie;
    DTL_VEC(dtl_feast) feasts;

    DTL_VEC(dtl_event_type) types;
    DTL_VEC(bool) type_entry;
    dtl_intern type_names, family_names, role_names;
    DTL_VEC(dtl_role) role_slots; /* by intern id - 1 */

    DTL_VEC(dtl_draft *) drafts;
    dtl_intern ids;
    DTL_VEC(dtl_draft *) by_id; /* by intern id - 1: the latest */

    DTL_VEC(uint16_t) used; /* classes named since it was last emptied */
} dtl_builder;

/** Place in the order of passes: shape 0, phrase 1, compose 2..4, name 5, event 6, status 7,
 * link 8. */
unsigned dtl_rank(dtl_stage stage, unsigned level);
#define DTL_RANK__COUNT 9u

#define DTL_ERR(b, code, src, node, hint, ...)                                                     \
    dtl_diag_add((b)->diags, DTL_ERROR, (code), (src), (node)->start, (node)->end, NULL, (hint),   \
                 __VA_ARGS__)

/* places.c */
/** Where the text of a scalar is for messages; notes W105 and W106 on text that has inner
 * positions. */
bool dtl_locate(dtl_builder *b, const dtl_source *source, const dtl_yaml *n, dtl_located *ret);
/** As printed in "first at ...": file:line. */
const char *dtl_place(dtl_builder *b, const dtl_source *source, uint32_t offset);

/** Sorts the diagnostics from `first` on by file and place. */
void dtl_diags_sort(const dtl_builder *b, uint32_t first);
/** Copies every source that diagnostics from `first` on point into to their arena. */
void dtl_diags_adopt(dtl_diags *diags, uint32_t first);

/* classes.c */
bool dtl_classes_init(dtl_builder *b);
/** The class called `name`, or 0. */
uint16_t dtl_class_find(const dtl_builder *b, dtl_slice name);
/** Finds or adds a class; 0: no memory, or too many (reported). */
uint16_t dtl_class_declare(dtl_builder *b, dtl_slice name, dtl_class_kind kind, dtl_type type,
                           dtl_stage since, unsigned visible, const dtl_source *source,
                           const dtl_yaml *at);
/** Notes the type of a rule-made class, or reports that it differs from what it was. */
void dtl_class_settle(dtl_builder *b, uint16_t cls, dtl_type type, const dtl_source *source,
                      const dtl_yaml *at);
bool dtl_macro_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *map);
dtl_pattern_scope dtl_pattern_scope_of(dtl_builder *b);
bool dtl_constant_find(void *builder, dtl_slice name, dtl_value *ret);
/** Did-you-mean over all names a pattern can say after $. */
const char *dtl_class_suggest(void *builder, dtl_slice name);

/* lexicon.c */
bool dtl_abbreviations_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc);
bool dtl_lexicon_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc);
/** Compiles the feasts and lays the trie out in the rule set. */
bool dtl_lexicon_finish(dtl_builder *b);

/* compile.c */
/** Compiles all live drafts in the order of their ranks. */
bool dtl_rules_compile(dtl_builder *b);
/** Capture index by name, or -1. */
int dtl_capture_find(const dtl_rule *r, dtl_slice name);
/** Compiles an expression of a rule in the scope of its captures; NULL after a diagnostic. */
const dtl_expr *dtl_rule_expr(dtl_builder *b, dtl_draft *d, const dtl_yaml *n, dtl_type want,
                              dtl_type *ret_type);

/* event_rules.c */
bool dtl_types_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc);
/** The keys of one rule that only its stage has.  Its pattern is compiled. */
bool dtl_event_rule(dtl_builder *b, dtl_draft *d);
bool dtl_status_rule(dtl_builder *b, dtl_draft *d);
bool dtl_link_rule(dtl_builder *b, dtl_draft *d);

/* layout.c */
/** Fills the rule set from the builder; DTL_E_RULES when there were errors. */
dtl_status dtl_layout(dtl_builder *b);

/* examples.c */
bool dtl_examples_read(dtl_builder *b, dtl_draft *d);

#endif
