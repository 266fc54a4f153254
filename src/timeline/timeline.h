/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timeline: the value everything is for.
 *
 * A dateline_timeline is plain data that owns its strings in one arena: entries in order, undated
 * ones, order links that dates alone do not imply, the times, and where it came from.  Extraction
 * builds it (build.c), readers build it from a timeline file (read.c), writers and diff consume it.
 * It knows nothing of tokens or rules; a rule appears as its id.
 */
#ifndef DTL_TIMELINE_H
#define DTL_TIMELINE_H

#include "base/base.h"
#include "calendar/calendar.h"
#include "dateline/dateline.h"
#include "rules/rules.h"

#define DTL_TIMELINE_VERSION 1

/** How a date was found. */
typedef enum dtl_basis {
    DTL_BASIS_NONE,
    DTL_BASIS_EXPLICIT, /* said of the event itself */
    DTL_BASIS_ANCHORED, /* said relative to publication or another event */
    DTL_BASIS_INFERRED  /* follows from links, or from the day of the story */
} dtl_basis;

typedef struct dtl_evidence {
    dtl_slice text;            /* quote, as in the input */
    uint32_t start, end;       /* byte span in the input as given */
    uint32_t cp_start, cp_end; /* the same in code points */
    uint32_t sentence;         /* 0-based */
    const char *rule;          /* rule id */
    const char *time;          /* id of the time that dates it ("t4"), or NULL */
    const char *document;      /* merged timelines: which document; else NULL */
} dtl_evidence;

typedef struct dtl_when {
    dtl_basis basis;   /* NONE: undated */
    dtl_bounds bounds; /* seconds; unbounded ends are DTL_TIME_MIN / MAX */
    dtl_unit granularity;
    const char *edtf;     /* of the event's interval */
    const char *duration; /* ISO 8601 duration the text gives ("PT40M"), or NULL */
    bool open_end;        /* goes on at publication */
    const char *relative; /* no anchor: the expression as written ("last week"), or NULL */
} dtl_when;

typedef struct dtl_entry {
    const char *id; /* e1, e2 ... in order; u1, u2 ... for undated */
    const char *name;
    const char *type;
    dtl_when when;
    const char **who;
    uint32_t nwho;
    const char **where;
    uint32_t nwhere;
    const char **what; /* other arguments: theme */
    uint32_t nwhat;
    dtl_event_status status;
    double confidence; /* 0..1 */
    dtl_evidence *evidence;
    uint32_t nevidence;
    const char *
        *conflicts; /* what the text says that cannot be true together with `when`; usually none */
    uint32_t nconflicts;
} dtl_entry;

typedef struct dtl_order_link {
    const char *x, *y;     /* entry ids */
    dtl_relation relation; /* x REL y */
    const char *signal;    /* the words, or NULL */
    const char *rule;
    const char *lag; /* ISO duration or NULL */
    bool refused;    /* contradicts what is better supported; kept to be seen */
} dtl_order_link;

typedef struct dtl_time_entry {
    const char *id; /* t1 ... */
    dtl_slice text;
    uint32_t start, end, cp_start, cp_end, sentence;
    uint32_t text_start, text_end; /* bytes in dateline_timeline.text; equal: outside it */
    uint32_t first_end,
        last_start; /* SPAN: where the words of its ends stop and start; 0: no such words */
    dtl_timex timex;
    const char *type, *value, *mod, *edtf; /* NULL when absent */
    const char *anchor;                    /* "t0" or a time id; NULL none */
    const char *rule;
    const char *note; /* limit, impossible ...; or NULL */
} dtl_time_entry;

/** An event mention as TimeML wants it (also under --all and --dump=events). */
typedef struct dtl_mention_entry {
    const char *id; /* ev1 ... */
    dtl_slice text; /* the head */
    uint32_t start, end, cp_start, cp_end, sentence;
    uint32_t text_start, text_end; /* bytes in dateline_timeline.text; equal: outside it */
    const char *timeml_class, *tense, *aspect, *polarity, *modality, *pos, *lemma;
    const char *entry; /* entry id it belongs to, or NULL */
    const char *rule;
} dtl_mention_entry;

typedef struct dtl_tlink_entry {
    const char *x, *y; /* mention ids or time ids */
    const char
        *rel; /* BEFORE AFTER INCLUDES IS_INCLUDED SIMULTANEOUS BEGINS BEGUN_BY ENDS ENDED_BY */
    const char *rule, *signal;
} dtl_tlink_entry;

typedef struct dateline_timeline dateline_timeline;
struct dateline_timeline {
    dtl_mem mem;
    dtl_arena arena;
    /* document */
    const char *doc_id, *title, *language, *source, *sha256;
    bool has_created;
    dtl_timex created;
    const char *created_edtf, *created_source; /* "option", "timeml:DCT" */
    const char *domain;                        /* news | narrative */
    /* rules */
    const char *rules_set, *rules_version, *rules_sha256;
    dtl_entry *events;
    uint32_t nevents;
    dtl_entry *undated;
    uint32_t nundated;
    dtl_order_link *order;
    uint32_t norder;
    dtl_time_entry *times;
    uint32_t ntimes;
    dtl_mention_entry *mentions;
    uint32_t nmentions;
    dtl_tlink_entry *tlinks;
    uint32_t ntlinks;
    const char **warnings; /* for stderr: no DCT ... */
    uint32_t nwarnings;
    /* TimeML output needs the characters of TEXT */
    const char *text; /* decoded text, or NULL (read from a file, entries_only) */
    uint32_t text_len;
    bool entries_only;     /* times, mentions and tlinks were not made */
    bool spans_codepoints; /* read from a file whose spans count code points: no byte spans known */
};

/** An empty timeline with its arena ready; NULL: no memory.  mem is copied.  Freed with
 * dateline_timeline_free(). */
dateline_timeline *dtl_timeline_new(const dtl_mem *mem);
/** Reads a timeline document; `name` is for messages.  DTL_E_INPUT, DTL_E_LIMIT, DTL_E_UTF8 fill
 * *reterr (may be NULL). */
dtl_status dtl_timeline_read(const char *bytes, size_t len, const char *name, const dtl_mem *mem,
                             dateline_timeline **ret, dateline_error *reterr);

const char *dtl_status_name(dtl_event_status s); /* "happened" ... */
const char *dtl_basis_name(dtl_basis b);
const char *dtl_relation_name(dtl_relation r);         /* "before" ... */
dtl_event_status dtl_status_from_name(dtl_slice name); /* NONE when it is no status */
dtl_basis dtl_basis_from_name(dtl_slice name);         /* NONE when it is no basis */
dtl_relation dtl_relation_from_name(dtl_slice name);   /* NONE when it is no relation */

/* ---- comparing (diff.c) -----------------------------------------------------------------------
 */

/** What changed from an entry of A to its counterpart in B; several can hold at once. */
enum {
    DTL_CHANGE_ADDED = 1u << 0,         /* only in B */
    DTL_CHANGE_DROPPED = 1u << 1,       /* only in A */
    DTL_CHANGE_CONTRADICTION = 1u << 2, /* the intervals share no instant, and neither is a plan */
    DTL_CHANGE_REDATED = 1u << 3,       /* another interval: they overlap, or a plan has moved */
    DTL_CHANGE_MORE_PRECISE = 1u << 4,  /* B's interval lies within A's */
    DTL_CHANGE_LESS_PRECISE = 1u << 5,
    DTL_CHANGE_DATED = 1u << 6,   /* only B has a date */
    DTL_CHANGE_UNDATED = 1u << 7, /* only A has one */
    DTL_CHANGE_STATUS = 1u << 8,
    DTL_CHANGE_REORDERED = 1u << 9, /* A says before, B says after */
    DTL_CHANGE_REWORDED = 1u << 10  /* another name */
};
#define DTL_CHANGE_COUNT 11

typedef struct dtl_diff_item {
    const dtl_entry *a, *b; /* NULL: added, dropped */
    uint32_t changes;       /* 0: the same */
    const char *names;      /* of the changes, joined by blanks; "" for none */
    double score;           /* of the match, 0..1 */
} dtl_diff_item;

struct dateline_diff {
    dtl_mem mem;
    dtl_arena arena;
    const dateline_timeline *a, *b;
    dtl_diff_item *items; /* in the order of B; what was dropped stands where A had it */
    uint32_t nitems;
    uint32_t same, count[DTL_CHANGE_COUNT]; /* items without a change; items per change, by bit */
};

/** Name of one change bit: "added", "more-precise" ... */
const char *dtl_change_name(uint32_t bit);
/** Borrows a and b.  NULL: no memory. */
dateline_diff *dtl_diff_new(const dateline_timeline *a, const dateline_timeline *b);

#endif
