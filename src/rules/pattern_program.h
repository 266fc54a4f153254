/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What pattern_parse, pattern_compile, index and the matcher share: the tree of a pattern, its
 * program, and the trigger index.  Nobody else includes this.
 */
#ifndef DTL_PATTERN_PROGRAM_H
#define DTL_PATTERN_PROGRAM_H

#include "rules/rules.h"

/* ---- tree ---------------------------------------------------------------------------------- */

typedef enum dtl_pkind {
    DTL_P_WORD,
    DTL_P_LEMMA,
    DTL_P_CLASS,
    DTL_P_REGEX,
    DTL_P_GAP,
    DTL_P_GLUE,
    DTL_P_SEQ,
    DTL_P_ALT,
    DTL_P_REPEAT, /* child lo..hi times: `?` is 0..1, `+n` is 1..n */
    DTL_P_CONTEXT /* $$ */
} dtl_pkind;

#define DTL_NO_CAPTURE 0xffu

typedef struct dtl_pnode dtl_pnode;
struct dtl_pnode {
    dtl_pkind kind;
    uint8_t lo, hi;  /* REPEAT; GAP: hi */
    uint8_t form;    /* LEMMA: dtl_form */
    uint8_t capture; /* set by the compiler */
    uint16_t cls;    /* CLASS */
    uint16_t regex;  /* REGEX: index */
    bool literal;    /* WORD: has a letter or digit */
    uint32_t word;   /* WORD, LEMMA: vocabulary id */
    dtl_slice name;  /* name= ; empty: none.  For a bare class: its own name, see `named` */
    bool named;      /* the author wrote name= */
    const dtl_source *source;
    uint32_t start, end; /* bytes in source */
    dtl_pnode *child, *next;
};

/** How a lemma must be used. */
enum {
    DTL_FORM_ANY,
    DTL_FORM_VERB,
    DTL_FORM_NOUN,
    DTL_FORM_ADJ,
    DTL_FORM_ADV,
    DTL_FORM_POS = 16 /* + dtl_pos: exactly this tag */
};

/** Parses; NULL after a diagnostic (or diags->failed).  Regexes are appended to *regexes. */
typedef DTL_VEC(void *) dtl_regexes;
dtl_pnode *dtl_pattern_parse(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                             uint32_t offset, dtl_slice text, const dtl_pattern_scope *scope,
                             dtl_regexes *regexes);

/* ---- program ------------------------------------------------------------------------------- */

typedef enum dtl_op {
    DTL_OP_WORD,  /* x: word id */
    DTL_OP_LEMMA, /* x: word id, arg: form */
    DTL_OP_SET,   /* arg: index in sets: one of many words and lemmas */
    DTL_OP_CLASS, /* arg: class */
    DTL_OP_REGEX, /* arg: index */
    DTL_OP_GAP,   /* arg: most tokens */
    DTL_OP_GLUE,
    DTL_OP_SPLIT, /* go on; failing that, from arg */
    DTL_OP_JUMP,
    DTL_OP_OPEN, /* capture begins */
    DTL_OP_CLOSE,
    DTL_OP_MATCH
} dtl_op;

typedef struct dtl_instr {
    uint8_t op, capture;
    uint16_t arg;
    uint32_t x;
} dtl_instr;

/**
 * What can stand at a token, as a set of few bits: a try is worth its while only where the set of
 * the token meets that of the pattern's beginning.  Words and lemmas are in one set, classes and
 * the kinds of token that built-in classes are read off in the other.
 */
typedef struct dtl_symbol_set {
    uint64_t words, classes;
} dtl_symbol_set;

#define DTL_SYMBOL_ALPHA (UINT64_C(1) << 61)
#define DTL_SYMBOL_CAPITAL (UINT64_C(1) << 62)
#define DTL_SYMBOL_DIGIT (UINT64_C(1) << 63)

/** Bit of a word (id * 2) or a lemma (id * 2 + 1). */
static inline uint64_t dtl_symbol_word(uint32_t key) {
    return UINT64_C(1) << (key * UINT32_C(2654435761) >> 26);
}

/** Bits for classes; the last is that of all classes which no pattern names. */
#define DTL_SYMBOL_CLASSES 61

/** A choice between single words: open addressing, so that a long list costs what a word does. */
typedef struct dtl_word_key {
    uint32_t key; /* word id * 2, + 1 for a lemma; 0: free.  A lemma may stand there in two forms */
    uint16_t form;
} dtl_word_key;

typedef struct dtl_word_set {
    const dtl_word_key *keys;
    uint32_t mask; /* slots - 1 */
    uint64_t bits; /* dtl_symbol_word() of all keys: most tokens are turned away without a probe */
} dtl_word_set;

static inline uint32_t dtl_word_slot(uint32_t key, uint32_t mask) {
    return key * UINT32_C(2654435761) >> 15 & mask;
}

/** What the matcher reads comes first. */
struct dtl_pattern {
    const dtl_instr *code; /* the pattern; for a context pattern what follows $$, or NULL */
    const dtl_word_set *sets;
    void **regexes;
    uint8_t ncaptures; /* highest capture it sets, plus one */
    bool context;
    uint16_t literals;
    uint16_t before_min, before_max;
    const dtl_instr *before;              /* what precedes $$, or NULL */
    dtl_symbol_set begins, before_begins; /* of code and of before; needs.c */
    uint16_t ncode, nbefore, nregexes, nsets, min_tokens;
    const dtl_pnode *tree; /* of the whole */
};

/** Tokens that a node of a class can cover at most; used to bound distances. */
typedef unsigned (*dtl_class_length)(const void *ctx, uint16_t cls);
/** Fewest and most tokens of a subtree; length NULL: a node is one token. */
void dtl_pattern_extent(const dtl_pnode *n, dtl_class_length length, const void *ctx,
                        unsigned *ret_min, unsigned *ret_max);

/* ---- frequencies (frequency.c) --------------------------------------------------------------- */

/** How common each word of the vocabulary is, per token, by word id; NULL: no memory. */
double *dtl_word_frequencies(const dtl_rules *rules, dtl_arena *arena);
/** The same of one word, judged by its length alone. */
double dtl_length_frequency(const dtl_rules *rules, uint32_t word);
/** Of a built-in class, by dtl_builtin. */
double dtl_builtin_frequency(unsigned builtin);

/* ---- trigger index ------------------------------------------------------------------------- */

#define DTL_NEEDS_MAX 4

/** One of the set must stand near..far tokens after the start of every match. */
typedef struct dtl_need {
    dtl_symbol_set set;
    uint8_t near, far;
} dtl_need;

/**
 * One alternative of one rule.  What a try needs first comes first, and the pattern with its
 * program lies behind it.
 */
typedef struct dtl_index_alt {
    dtl_symbol_set begins; /* every match begins with one of these */
    uint32_t rule;         /* index in rules->rules */
    uint16_t alternative;
    uint8_t nneeds;
    bool has_next;                 /* the last three say something */
    const dtl_pattern *pattern;    /* a copy */
    dtl_need needs[DTL_NEEDS_MAX]; /* the least likely first */
    dtl_symbol_set prefix;         /* options that a match may begin with */
    dtl_symbol_set first, next;    /* the first obligatory item, which is single; what follows it */
} dtl_index_alt;

/** What needs.c has to know of classes. */
typedef struct dtl_needs_scope {
    const uint64_t *stands; /* of dtl_triggers */
    dtl_class_length class_tokens;
    const void *ctx; /* of class_tokens */
} dtl_needs_scope;

/** Adds what a match of n can begin with to *set; returns whether n can match no token at all. */
bool dtl_pattern_begins(const dtl_needs_scope *s, const dtl_pnode *n, dtl_symbol_set *set);
/** Sets what *alt says of the pattern `tree`: begins, needs, prefix, first, next. */
void dtl_pattern_needs(const dtl_needs_scope *s, const dtl_pnode *tree, dtl_index_alt *alt);
/** Sets begins and before_begins of a pattern that is not triggered: contexts, arguments. */
void dtl_pattern_edges(const dtl_needs_scope *s, dtl_pattern *p);

/**
 * An alternative under one of its triggers, which stands near..far tokens after the start, with
 * what rules it out most often: a lemma in another form, and that nothing of `check` stands in the
 * tokens low..high from the trigger.
 */
typedef struct dtl_index_entry {
    dtl_symbol_set check;
    const dtl_index_alt *alt;
    uint32_t number : 24; /* of the alternative in its pass */
    uint32_t form : 8;    /* DTL_FORM_* */
    uint8_t near, far;
    int8_t low, high;
} dtl_index_entry;
#define DTL_INDEX_ALTS_MAX 0xffffffu

/**
 * What a word or a class triggers in one sweep; `check` is for all entries together what it is for
 * one in an entry.  All runs of a word lie in one array, and their entries behind it.
 */
typedef struct dtl_index_run {
    dtl_symbol_set check;
    const dtl_index_entry *entries;
    uint16_t n;
    int8_t low, high;
    uint8_t sweep; /* its number, over all passes */
    bool lemma;    /* triggered by the word as a lemma */
    bool last;     /* no other run of the word follows */
} dtl_index_run;

/** Rules tried together: building blocks first, by how they depend on each other, then the rest. */
typedef struct dtl_index_sweep {
    uint16_t bit;   /* of this sweep in dtl_triggers */
    uint8_t number; /* over all passes */
    bool parts;
    bool any_class;
    uint32_t builtins; /* 1 << dtl_builtin of classes that are tested, not stored */
} dtl_index_sweep;

#define DTL_SWEEPS_MAX 5

/** All that a token's word id leads to, in one place. */
typedef struct dtl_word_entry {
    uint16_t sweeps[2];        /* triggered by it as a word, and as a lemma */
    uint32_t lexicon;          /* trie node of the forms that begin with it, or 0 */
    const dtl_index_run *runs; /* NULL: none */
} dtl_word_entry;

#define DTL_SHAPE_LENGTHS 16
#define DTL_SHAPE_BITS 64

/**
 * Which sweeps of any pass can have a trigger at a token, as one bit for each sweep: or-ed over a
 * sentence they say which sweeps it needs at all.  Sweeps beyond the last bit share it, so a bit
 * says "perhaps" and its absence "no".
 */
typedef struct dtl_triggers {
    dtl_word_entry *words; /* by word id */
    uint32_t nwords;       /* ids it has entries for: 0..nwords */
    /* by class id: */
    uint16_t *classes;                /* sweeps that its nodes trigger */
    const dtl_index_run **class_runs; /* NULL: none */
    uint64_t *class_bits;             /* its bit in dtl_symbol_set.classes */
    uint8_t *builtin_of;              /* dtl_builtin + 1, or 0 */
    uint16_t *parent;                 /* class it falls under, or 0 */
    uint64_t *stands;                 /* dtl_symbol_set.classes of the tokens where one can stand */
    uint64_t *node_bits;              /* what a node of it adds to dtl_symbol_set.classes */
    uint16_t digits, alphas;          /* of tokens that built-in classes are read off */
    /* Shapes that can begin with a byte, and those that a run of bytes without white space, of at
     * most so many, has room for.  A bit for each; the last is that of all further ones. */
    uint64_t shapes_of_byte[256], shapes_of_length[DTL_SHAPE_LENGTHS];
} dtl_triggers;

/** Fills in the shapes (class_tables.c). */
void dtl_shape_tables(const dtl_rules *rules, dtl_triggers *t);
/** Makes the tables by class id (class_tables.c), but for the sweeps; false: no memory. */
bool dtl_class_tables(dtl_arena *arena, dtl_arena *scratch, const dtl_rules *rules,
                      dtl_triggers *t);

struct dtl_index {
    uint32_t nalts;
    dtl_index_sweep sweeps[DTL_SWEEPS_MAX];
    unsigned nsweeps;
    uint16_t bits;                /* of all sweeps */
    const dtl_triggers *triggers; /* shared by all passes */
};

#endif
