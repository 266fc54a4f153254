/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of enumerated values in a timeline document.
 *
 * They are part of the format (schema/timeline.schema.json), not words of any language: they stay
 * the same whatever language the article is in.
 */
#include "timeline/diff.h"

static const char *const status_names[] = {
    [DTL_STATUS_NONE] = "",
    [DTL_STATUS_HAPPENED] = "happened",
    [DTL_STATUS_ONGOING] = "ongoing",
    [DTL_STATUS_PLANNED] = "planned",
    [DTL_STATUS_POSSIBLE] = "possible",
    [DTL_STATUS_CANCELLED] = "cancelled",
    [DTL_STATUS_DENIED] = "denied",
};

static const char *const basis_names[] = {
    [DTL_BASIS_NONE] = "",
    [DTL_BASIS_EXPLICIT] = "explicit",
    [DTL_BASIS_ANCHORED] = "anchored",
    [DTL_BASIS_INFERRED] = "inferred",
};

static const char *const relation_names[] = {
    [DTL_REL_NONE] = "",
    [DTL_REL_BEFORE] = "before",
    [DTL_REL_AFTER] = "after",
    [DTL_REL_INCLUDES] = "includes",
    [DTL_REL_DURING] = "during",
    [DTL_REL_SAME] = "same",
    [DTL_REL_STARTS] = "starts",
    [DTL_REL_ENDS] = "ends",
    [DTL_REL_BEGUN_BY] = "begun-by",
    [DTL_REL_ENDED_BY] = "ended-by",
};

static const char *const change_names[DTL_CHANGE_COUNT] = {
    "added", "dropped", "contradiction",  "redated",      "more-precise", "less-precise",
    "dated", "undated", "status-changed", "reattributed", "reordered",    "reworded",
};

static const char *const status_reasons[] = {"unanimous", "newest-report", "tie"};
static const char *const by_names[DTL_BY_COUNT] = {"name",  "quote", "type",
                                                   "dates", "who",   "place"};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Index of a name in a table, 0 when it is not there: index 0 is always the absent value. */
static size_t find(const char *const *names, size_t n, dtl_slice name) {
    for (size_t i = 1; i < n; i++)
        if (dtl_slice_is(name, names[i]))
            return i;
    return 0;
}

const char *dtl_status_name(dtl_event_status s) {
    return (size_t)s < COUNT(status_names) ? status_names[s] : "";
}

const char *dtl_basis_name(dtl_basis b) {
    return (size_t)b < COUNT(basis_names) ? basis_names[b] : "";
}

const char *dtl_relation_name(dtl_relation r) {
    return (size_t)r < COUNT(relation_names) ? relation_names[r] : "";
}

dtl_event_status dtl_status_from_name(dtl_slice name) {
    return (dtl_event_status)find(status_names, COUNT(status_names), name);
}

dtl_basis dtl_basis_from_name(dtl_slice name) {
    return (dtl_basis)find(basis_names, COUNT(basis_names), name);
}

dtl_relation dtl_relation_from_name(dtl_slice name) {
    return (dtl_relation)find(relation_names, COUNT(relation_names), name);
}

const char *dtl_status_reason_name(dtl_status_reason r) {
    return (size_t)r < COUNT(status_reasons) ? status_reasons[r] : "";
}

bool dtl_status_reason_from_name(dtl_slice name, dtl_status_reason *ret) {
    for (size_t i = 0; i < COUNT(status_reasons); i++)
        if (dtl_slice_is(name, status_reasons[i])) {
            *ret = (dtl_status_reason)i;
            return true;
        }
    return false;
}

const char *dtl_change_name(uint32_t bit) {
    for (size_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (bit == 1u << i)
            return change_names[i];
    return "";
}

const char *dtl_by_name(uint32_t bit) {
    for (size_t i = 0; i < DTL_BY_COUNT; i++)
        if (bit == 1u << i)
            return by_names[i];
    return "";
}
