/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build: from a story to a timeline.
 *
 * interval.c gives each event what its mentions and links say of its time; build.c solves the
 * network, decides which events are entries, and writes them with labels (label.c) and evidence.
 */
#ifndef DTL_TIMELINE_BUILD_H
#define DTL_TIMELINE_BUILD_H

#include "events/events.h"
#include "order/links.h"
#include "order/order.h"
#include "timeline/timeline.h"

/** When an event can have been, and on whose word. */
typedef struct dtl_dating {
    dtl_bounds bounds;
    dtl_basis basis; /* before the network: NONE when only publication bounds it */
    dtl_unit granularity;
    uint32_t time;     /* time mention that dates it, or DTL_NONE */
    uint32_t mention;  /* mention that has it, or DTL_NONE */
    uint32_t duration; /* time mention of its length, or DTL_NONE */
    bool open_end;     /* goes on at publication */
    bool conflict;     /* mentions of it are dated apart */
    uint32_t conflict_time;
} dtl_dating;

extern const dtl_bounds dtl_unbounded;

/** Bounds of one event from the times of its mentions, its status and publication. */
dtl_dating dtl_date_event(const dtl_story *s, const dtl_event *e);
/** Gives what a report tells of right after a dated event, without a time, that event's day. */
void dtl_date_sequence(const dtl_story *s, dtl_dating *dating);
/**
 * The unit of the lag's size that lies so far from a date, ahead of it or back: a day after 21
 * March is 22 March, two months before 12 May is March.  false: the lag is vague, or finer than the
 * date.
 */
bool dtl_lag_from_date(const dtl_duration *lag, const dtl_timex *from, bool ahead, dtl_bounds *ret);
/** Bounds that a lag to publication gives ("days after x", said on the day of publication). */
bool dtl_lag_from_publication(const dtl_story *s, const dtl_link *l, dtl_bounds *ret);

/** The shortest name a reader would use, from the templates of rule and type; in the arena. NULL:
 * no memory. */
const char *dtl_label(const dtl_story *s, const dtl_event *e, const dtl_dating *d,
                      dtl_arena *arena);
/** How an entity is printed in who and where. */
const char *dtl_entity_name(const dtl_story *s, uint32_t entity, dtl_arena *arena);

/** Whom or what the entries have to be about (about.c); in the story's arena. */
typedef struct dtl_about {
    const dtl_story *story;
    dtl_slice *words; /* of the name, folded */
    uint32_t nwords;
    bool *entities; /* per entity: is it called so? */
} dtl_about;

/** false: no memory. */
bool dtl_about_init(dtl_about *a, const dtl_story *s, const char *name);
/** Does the event concern it: in a role, or in the words of its phrases? */
bool dtl_is_about(const dtl_about *a, const dtl_event *e);

/** What a build decided, per event and per link; in the story's arena. */
typedef struct dtl_build_record {
    const dtl_dating *dating;  /* per event */
    const dtl_entry **entry;   /* per event: its entry in the timeline, or NULL */
    const bool *refused, *cut; /* per link: against what is better supported; its lag made a date */
} dtl_build_record;

typedef struct dtl_build_options {
    bool all;
    const char *about;        /* only what concerns it; NULL: everything */
    dtl_build_record *record; /* filled when it is not NULL */
    bool entries_only;        /* no times, mentions, tlinks */
} dtl_build_options;

/** Code points before a byte of the text, from a table made once: a span costs at most one block.
 */
typedef struct dtl_code_points {
    const dtl_document *doc;
    uint32_t *before; /* per block of DTL_CODE_POINT_BLOCK bytes */
} dtl_code_points;
#define DTL_CODE_POINT_BLOCK 64u
bool dtl_code_points_init(dtl_code_points *c, const dtl_document *doc, dtl_arena *arena);
uint32_t dtl_code_points_at(const dtl_code_points *c, uint32_t offset);

/**
 * Tokens [first, end) as they read within a sentence: on one line, and without the capital that
 * "At" in "At least 14 people" has only from beginning one.
 */
void dtl_put_mention(dtl_buf *out, const dtl_story *s, uint32_t first, uint32_t end);

/** A pronoun without antecedent, or a party of which only a number is said ("nine of them"). */
bool dtl_names_nothing(const dtl_story *s, const dtl_filler *f);

/** As TimeML writes it. */
const char *dtl_event_class_name(dtl_event_class c);
/** Fills times, mentions and tlinks of tl (annotations.c); entries must be there already. */
dtl_status dtl_timeline_annotations(const dtl_story *s, const dtl_links *links,
                                    const dtl_code_points *cp, dateline_timeline *tl);

/** Fills tlinks of tl (tlinks.c); times and mentions must be there already. */
dtl_status dtl_timeline_tlinks(const dtl_story *s, const dtl_links *links, dateline_timeline *tl);

/** Fills events, undated and order of tl; times, mentions and tlinks unless entries_only. */
dtl_status dtl_timeline_build(const dtl_story *s, const dtl_links *links,
                              const dtl_build_options *o, dateline_timeline *tl);

#endif
