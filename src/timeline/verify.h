/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify: does an article support a claim?
 *
 * An article becomes a source (verify_source.c): its sentences as sets of words, its events with
 * their dates, whether or not they are worth an entry.  A claim becomes a view (verify_claim.c):
 * its words with weights, the event types that the rules see in it, its status.  Matching
 * (verify_match.c) finds the sentences and events that cover the words of the claim; judging
 * (verify_judge.c) compares date and status of what was found.  The order of entries is looked at
 * when all are judged (verify_order.c).
 *
 * Words are lemmas; two that begin alike ("resigned", "resignation") count as one, less surely.
 * Weights are 1/sqrt(number of sentences), which every machine rounds the same way.
 */
#ifndef DTL_VERIFY_H
#define DTL_VERIFY_H

#include "timeline/claims.h"
#include "timeline/timeline.h"

#define DTL_VERIFY_VERSION 1
#define DTL_VERDICT_COUNT 9

/* ---- sources (verify_source.c) --------------------------------------------------------------- */

/** A set of words: ids of dtl_source_text.words, ascending. */
typedef struct dtl_word_set {
    uint32_t *ids;
    uint32_t n;
} dtl_word_set;

typedef struct dtl_source_sentence {
    dtl_slice text;                      /* in the arena */
    uint32_t start, end;                 /* bytes in the input */
    uint32_t cp_start, cp_end;           /* code points */
    uint32_t first_time, end_time;       /* dateline_timeline.times */
    uint32_t first_mention, end_mention; /* dateline_timeline.mentions */
    DTL_VEC(uint32_t) events;            /* dtl_source_text.events that have evidence here */
    dtl_word_set words;
} dtl_source_sentence;

typedef struct dtl_source_event {
    const dtl_entry *entry;
    dtl_word_set core; /* of its evidence, name and arguments */
    dtl_word_set head; /* of its triggers */
} dtl_source_event;

/** One article, ready to be asked. */
typedef struct dtl_source_text {
    dateline_timeline *tl; /* every event is an entry */
    dtl_arena *arena;
    dtl_intern words;
    uint32_t *frequency; /* by word: sentences that have it */
    uint32_t *postings;  /* by word: from postings_at[id], `frequency` sentences */
    uint32_t *postings_at;
    dtl_intern stems;     /* first letters of words */
    uint32_t *stem_first; /* by stem: first word, chained by stem_next */
    uint32_t *stem_next;
    dtl_source_sentence *sentences;
    uint32_t nsentences;
    dtl_source_event *events;
    uint32_t nevents;
} dtl_source_text;

/** Runs the pipeline over an article and indexes it in the arena; tl is freed by the caller, also
 * after a failure. */
dtl_status dtl_source_read(dateline_context *ctx, const dateline_article *article, dtl_arena *arena,
                           dtl_source_text *ret, dateline_error *reterr);

/** What a word of a document is compared by: its lemma; n 0: it says nothing (grammar, a time). */
dtl_slice dtl_content_word(const dtl_run *run, uint32_t token);
/** Words of any string, folded, without grammar: calls `add` for each. */
bool dtl_each_word(const char *text, bool (*add)(void *ctx, dtl_slice word), void *ctx);
bool dtl_word_set_has(const dtl_word_set *s, uint32_t id);
/** 0..1: how surely two words are forms of one. */
double dtl_word_likeness(dtl_slice a, dtl_slice b);
/** The letters of a word by which its forms are looked up; n 0: too short, only itself. */
dtl_slice dtl_word_stem(dtl_slice word);

/* ---- claims (verify_claim.c) ----------------------------------------------------------------- */

typedef struct dtl_view_word {
    dtl_slice text, other; /* lemma; the place behind a demonym, or n 0 */
    double weight;         /* before the article's frequencies */
    bool trigger, name;
    const char *type; /* of the event it triggers, or NULL */
} dtl_view_word;

typedef struct dtl_claim_view {
    const dtl_claim *claim;
    dtl_view_word *words;
    uint32_t nwords;
    dtl_event_status status; /* as the claim or its wording says; NONE: it does not */
} dtl_claim_view;

dtl_status dtl_claim_view_read(dateline_context *ctx, const dtl_claim *claim, dtl_arena *arena,
                               dtl_claim_view *ret);

/* ---- matching (verify_match.c) --------------------------------------------------------------- */

#define DTL_MATCHES_MAX 24

/** A place of an article that may be what a claim means. */
typedef struct dtl_match {
    uint32_t sentence;
    const dtl_source_event *event; /* NULL: the sentence as a whole */
    const dtl_mention_entry
        *mention;   /* of a whole sentence: the word that tells the event, or NULL */
    double cover;   /* 0..1: share of the claim's words found */
    double trigger; /* 0..1: likeness of the event word; 1 when the claim has none */
    bool quoted;    /* the claim's quotation stands there */
} dtl_match;

/** Scratch memory of matching, for one article. */
typedef struct dtl_matcher {
    const dtl_source_text *source;
    dtl_arena *arena;
    double *sum;       /* per sentence */
    uint32_t *touched; /* sentences whose sum is not 0 */
    uint32_t ntouched;
} dtl_matcher;

bool dtl_matcher_init(dtl_matcher *m, const dtl_source_text *source, dtl_arena *arena);
/** The best places, best first; at most DTL_MATCHES_MAX. */
dtl_status dtl_match_claim(dtl_matcher *m, const dtl_claim_view *view, dtl_arena *scratch,
                           dtl_match *ret, uint32_t *ret_n);

/* ---- judging (verify_judge.c) ---------------------------------------------------------------- */

/** One step from a date down to what it stands on. */
typedef struct dtl_chain_step {
    const char *kind; /* "time", "link", "published" */
    const char *text; /* words of the article; NULL for publication */
    const char *edtf;
    const char *rule;
} dtl_chain_step;

#define DTL_CHAIN_MAX 8

/** What one article says of one claim. */
typedef struct dtl_finding {
    dateline_verdict verdict;
    uint32_t article;
    const dtl_source_event *event;       /* NULL: none, or only a sentence */
    const dtl_source_sentence *sentence; /* NULL: nothing found */
    uint32_t sentence_index;
    const dtl_evidence *evidence; /* of the event in that sentence, or NULL */
    dtl_when when;                /* basis NONE: the text says no date */
    dtl_event_status status;
    double score;
    dtl_chain_step chain[DTL_CHAIN_MAX];
    uint32_t nchain;
    bool named;     /* the event is told by the claim's own word or type */
    bool no_anchor; /* the text's date is relative and the article has none */
} dtl_finding;

/** The words that decide: the event's evidence, else the sentence.  Any of the spans may be NULL.
 */
dtl_slice dtl_finding_quote(const dtl_finding *f, uint32_t bytes[2], uint32_t code_points[2]);
/** Judges the places that matching found. */
dtl_status dtl_judge(const dtl_source_text *source, const dtl_claim_view *view,
                     const dtl_match *matches, uint32_t n, dtl_arena *arena, dtl_finding *ret);
/** What speaks for a claim most comes first: the right day with another status before another day.
 */
int dtl_verdict_rank(dateline_verdict v);
/** Seconds between two dates; 0 when they overlap, UINT64_MAX when one has none. */
uint64_t dtl_date_gap(const dtl_when *a, const dtl_when *b);
/** The steps from the date of a finding to the publication (verify_chain.c). */
dtl_status dtl_chain_fill(const dtl_source_text *source, const dtl_time_entry *time,
                          dtl_arena *arena, dtl_finding *f);

/* ---- the result (verify.c) ------------------------------------------------------------------- */

typedef struct dtl_check {
    const dtl_claim *claim;
    dtl_finding best;    /* of the article that speaks for it most */
    dtl_finding *others; /* of other articles that tell of it */
    uint32_t nothers;
    dateline_verdict verdict;
    const dtl_claim *other;  /* ORDER_DIFFERS: the entry on whose other side it belongs */
    bool text_before;        /* the text has this one before `other` */
    dtl_event_status status; /* as the claim says it; NONE: it does not */
    bool quote_missing;      /* its quotation is in no article */
} dtl_check;

struct dateline_verify {
    dtl_mem mem;
    dtl_arena arena;
    const dateline_claims *claims;
    dtl_source_text *sources;
    uint32_t nsources;
    dtl_check *checks; /* one for each claim */
    uint32_t tally[DTL_VERDICT_COUNT];
};

/** Finds entries that the articles have in another order (verify_order.c); false: no memory. */
bool dtl_verify_order(dateline_verify *v);

#endif
