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

struct dtl_merged;
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
    const struct dtl_merged *merged; /* timelines of several documents; else NULL */
} dtl_entry;

typedef struct dtl_order_link {
    const char *x, *y;     /* entry ids */
    dtl_relation relation; /* x REL y */
    const char *signal;    /* the words, or NULL */
    const char *rule;
    const char *lag; /* ISO duration or NULL */
    bool refused;    /* contradicts what is better supported; kept to be seen */
} dtl_order_link;

/* ---- of several documents (merge.h) -----------------------------------------------------------
 */

/** One document behind a merged timeline: its head, and the order it gives its own entries. */
typedef struct dtl_origin {
    const char *key;                                                       /* d1, d2 ... */
    const char *id, *title, *outlet, *language, *source, *sha256, *domain; /* NULL when absent */
    bool has_created;
    dtl_timex created;
    const char *created_edtf, *created_source;
    const char *rules_set, *rules_version, *rules_sha256;
    bool spans_codepoints;
    dtl_order_link *order; /* x, y: ids that its entries have in the document itself */
    uint32_t norder;
} dtl_origin;

/** What one document says of an event: its entry, word for word. */
typedef struct dtl_source_claim {
    uint32_t origin;              /* index in dateline_timeline.origins */
    const char *id;               /* of the entry in that document */
    const dtl_entry *told;        /* without id and evidence; shared by claims that tell the same */
    const dtl_evidence *evidence; /* part of the merged entry's list */
    uint32_t nevidence;
} dtl_source_claim;

/** What some documents say otherwise: a date (`change` says how it relates to the entry's) or a
 * status. */
typedef struct dtl_alternative {
    const char *edtf;        /* NULL: it is about the status */
    uint32_t change;         /* one DTL_CHANGE_ bit; 0 with a status */
    dtl_event_status status; /* NONE with a date */
    const uint32_t *origins; /* ascending */
    uint32_t norigins;
} dtl_alternative;

/** Why the status of a merged entry is the one shown. */
typedef enum dtl_status_reason {
    DTL_STATUS_UNANIMOUS, /* all say so */
    DTL_STATUS_NEWEST,    /* the newest report says so */
    DTL_STATUS_TIE /* several are newest, or none has a date: the order of output.md decides */
} dtl_status_reason;

/** What makes an entry a merged one. */
typedef struct dtl_merged {
    const dtl_source_claim *claims; /* ascending by origin, one each */
    uint32_t nclaims;
    uint32_t documents, dated; /* distinct articles that tell it, and that date it */
    const uint32_t *agree;     /* origins whose date is the entry's, lies within it or around it */
    uint32_t nagree;
    const uint32_t *first; /* origins that told it first, several when of one day; none: undated */
    uint32_t nfirst;
    uint32_t status_from; /* origin whose status is shown */
    dtl_status_reason status_reason;
    const dtl_alternative *alternatives;
    uint32_t nalternatives;
} dtl_merged;

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
    const char *doc_id, *title, *outlet, *language, *source, *sha256;
    bool has_created;
    dtl_timex created;
    const char *created_edtf, *created_source; /* "option", "timeml:DCT" */
    const char *domain;                        /* news | narrative */
    /* rules */
    const char *rules_set, *rules_version, *rules_sha256;
    dtl_origin *origins; /* merged timelines: the documents, oldest first; else none */
    uint32_t norigins;
    bool is_merged; /* also when it has no document at all */
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
const char *dtl_relation_name(dtl_relation r);           /* "before" ... */
dtl_event_status dtl_status_from_name(dtl_slice name);   /* NONE when it is no status */
dtl_basis dtl_basis_from_name(dtl_slice name);           /* NONE when it is no basis */
dtl_relation dtl_relation_from_name(dtl_slice name);     /* NONE when it is no relation */
const char *dtl_status_reason_name(dtl_status_reason r); /* "unanimous" ... */
bool dtl_status_reason_from_name(dtl_slice name, dtl_status_reason *ret);

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
    DTL_CHANGE_REATTRIBUTED = 1u << 9, /* each names a participant or a place the other does not */
    DTL_CHANGE_REORDERED = 1u << 10,   /* A says before, B says after */
    DTL_CHANGE_REWORDED = 1u << 11     /* another name */
};
#define DTL_CHANGE_COUNT 12
#define DTL_CHANGE_ALL ((1u << DTL_CHANGE_COUNT) - 1)

typedef struct dtl_diff_item {
    const dtl_entry *a, *b;          /* NULL: added, dropped */
    uint32_t changes;                /* 0: the same */
    const char *names;               /* of the changes, joined by blanks; "" for none */
    double score;                    /* of the match, 0..1; 0 without one */
    uint32_t by;                     /* what the two agree in: DTL_BY_ bits (diff.h) */
    const char *reasons;             /* the same as names: "type dates who" */
    bool other_people, other_places; /* what REATTRIBUTED is about */
} dtl_diff_item;

struct dateline_diff {
    dtl_mem mem;
    dtl_arena arena;
    const dateline_timeline *a, *b;
    dtl_diff_item *items; /* in the order of B; what was dropped stands where A had it */
    uint32_t nitems;
    uint32_t same, count[DTL_CHANGE_COUNT]; /* items without a change; items per change, by bit */
    uint32_t shown; /* change bits that writers show and dateline_diff_same() looks at */
};

/** Name of one change bit: "added", "more-precise" ... */
const char *dtl_change_name(uint32_t bit);
/** Name of one DTL_BY_ bit: "name", "type", "place" ... */
const char *dtl_by_name(uint32_t bit);
/** Borrows a and b.  NULL: no memory. */
dateline_diff *dtl_diff_new(const dateline_timeline *a, const dateline_timeline *b);

#endif
