/* SPDX-License-Identifier: Apache-2.0 */
/*
 * times: candidates of the phrase and compose passes become TIMEX3 mentions.
 *
 * A candidate's value is evaluated in text order under an anchor: publication (DCT), the running
 * time of the story, the last quarter mentioned, the tense of the clause.  Which of them fills a
 * missing part is the rule's `resolve:`.  In a `news` document the anchor is the DCT; in a
 * `narrative` one it is the running time.  Without either nothing is guessed: the mention stays
 * relative.  Knows nothing of events but the tense of the verb groups that it is handed.
 */
#ifndef DTL_TIMES_H
#define DTL_TIMES_H

#include "match/match.h"

typedef enum dtl_domain { DTL_DOMAIN_NEWS, DTL_DOMAIN_NARRATIVE } dtl_domain;

typedef struct dtl_time_mention {
    const dtl_candidate *candidate;
    uint32_t first, end;  /* tokens */
    uint32_t start, stop; /* bytes in the document text */
    uint32_t sentence;
    dtl_timex timex;
    bool bounded; /* bounds are known */
    dtl_bounds bounds;
    int32_t anchor;   /* mention it was resolved against; -1 DCT; -2 none */
    const char *note; /* limit, impossible: shown in --times; or NULL */
    uint32_t node;    /* its node in the lattice */
} dtl_time_mention;

typedef struct dtl_times {
    DTL_VEC(dtl_time_mention) list; /* in text order */
    dtl_domain domain;
    bool has_dct;
    dtl_date dct;
    bool has_lead; /* first day-precise date of the first two body sentences (story date) */
    uint32_t lead;
    uint32_t unresolved; /* relative expressions left without an anchor */
} dtl_times;

/** Tense of the clause around a token; from the verb groups. */
typedef struct dtl_tense_source {
    void *ctx;
    dtl_clause_tense (*tense_at)(void *ctx, uint32_t first, uint32_t end);
} dtl_tense_source;

/**
 * Winners of the passes over one sentence, phrase first: what a later pass built replaces the
 * pieces it was built from.  Appends to `out` in text order.
 */
dtl_status dtl_times_merge(const dtl_candidates *passes, unsigned npasses, dtl_candidates *out,
                           dtl_arena *arena);
/**
 * The day of publication that the top of the text gives in full: in an agency's date line ("GENEVA,
 * March 4, 2019 (Agency) -") or after a word of the lexicon publication_word.  Borrowed; NULL:
 * none.
 */
const dtl_timex *dtl_date_line(const dtl_lattice *l, const dtl_candidates *winners);
/**
 * Evaluates the winners of the time passes (in text order).  `dct` may be NULL.
 * Domain: as given, or chosen when `auto_domain`: narrative when there is no DCT, or when most full
 * dates lie years before it.
 */
dtl_status dtl_times_find(dtl_times *t, dtl_lattice *l, const dtl_candidates *winners,
                          const dtl_date *dct, dtl_domain domain, bool auto_domain,
                          const dtl_tense_source *tense, dtl_arena *arena);
/** The mention that covers token `at`, or NULL. */
const dtl_time_mention *dtl_times_at(const dtl_times *t, uint32_t token);

#endif
