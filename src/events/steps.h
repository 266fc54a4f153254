/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps inside dtl_events_find, each a file of its own: arguments, reality, times, identity.
 */
#ifndef DTL_EVENTS_STEPS_H
#define DTL_EVENTS_STEPS_H

#include "events/events.h"

/** args.c: fills the roles of m's rule; *ret_complete is false when a required one stays empty.
 * false: no memory. */
bool dtl_fill_args(dtl_story *s, dtl_mention *m, bool *ret_complete);
/** status.c: reality of every mention, from the status rules, then modality, tense and governors.
 */
dtl_status dtl_status_judge(dtl_story *s);
/** What began at a time and has gone on since is ongoing; after the times are attached. */
void dtl_status_goes_on(dtl_story *s);
/** attach.c: which time dates which mention. */
dtl_status dtl_times_attach(dtl_story *s);
/** deeds.c: the verbs whose date no typed event explains get a `fallback` rule. */
dtl_status dtl_deeds_find(dtl_story *s);
/** coref.c: mentions of one event. */
dtl_status dtl_coref(dtl_story *s);
/** The filler of a slot that is an event mention, or DTL_NONE. */
uint32_t dtl_event_argument(const dtl_story *s, const dtl_mention *m);

#endif
