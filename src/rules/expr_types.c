/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_types: the types of expressions, their names, and which stand in for which.
 *
 * A type stands in for another when evaluation can convert it without knowing more than the value:
 * an int for a count, a weekday, month, season, part of the day or feast for a date, a name for a
 * text, a date for the span of its own days.  `any` is the type of a capture whose alternatives
 * differ; it stands in for all, and evaluation decides.
 */
#include "rules/expr_tree.h"

#include <stdio.h>

static const char *const type_names[DTL_T__COUNT] = {
    [DTL_T_NONE] = "nothing",  [DTL_T_INT] = "int",         [DTL_T_NUM] = "num",
    [DTL_T_UNIT] = "unit",     [DTL_T_WEEKDAY] = "weekday", [DTL_T_MONTH] = "month",
    [DTL_T_SEASON] = "season", [DTL_T_DAYPART] = "daypart", [DTL_T_AMPM] = "ampm",
    [DTL_T_ZONE] = "zone",     [DTL_T_ERA] = "era",         [DTL_T_BOUND] = "bound",
    [DTL_T_EDGE] = "edge",     [DTL_T_FEAST] = "feast",     [DTL_T_RELATION] = "relation",
    [DTL_T_QUANT] = "quant",   [DTL_T_DATE] = "date",       [DTL_T_DUR] = "duration",
    [DTL_T_SET] = "set",       [DTL_T_SPAN] = "span",       [DTL_T_TEXT] = "text",
    [DTL_T_BOOL] = "bool",     [DTL_T_EVENT] = "event",     [DTL_T_NAME] = "name",
    [DTL_T_ANY] = "any",
};

const char *dtl_type_name(dtl_type t) {
    return t < DTL_T__COUNT ? type_names[t] : type_names[DTL_T_NONE];
}

const uint32_t dtl_datelike = DTL_TYPE_BIT(DTL_T_DATE) | DTL_TYPE_BIT(DTL_T_WEEKDAY) |
                              DTL_TYPE_BIT(DTL_T_MONTH) | DTL_TYPE_BIT(DTL_T_SEASON) |
                              DTL_TYPE_BIT(DTL_T_DAYPART) | DTL_TYPE_BIT(DTL_T_FEAST);

bool dtl_type_datelike(dtl_type t) {
    return (dtl_datelike & DTL_TYPE_BIT(t)) != 0;
}

bool dtl_type_number(dtl_type t) {
    return t == DTL_T_INT || t == DTL_T_NUM;
}

bool dtl_type_converts(dtl_type have, dtl_type want) {
    return have == want || have == DTL_T_ANY || want == DTL_T_ANY ||
           (want == DTL_T_NUM && have == DTL_T_INT) ||
           (want == DTL_T_DATE && dtl_type_datelike(have)) ||
           (want == DTL_T_TEXT && have == DTL_T_NAME) ||
           (want == DTL_T_SPAN && dtl_type_datelike(have));
}

bool dtl_type_fits(dtl_type have, uint32_t types) {
    if (have == DTL_T_ANY || (types & DTL_TYPE_BIT(DTL_T_ANY)))
        return true;
    for (dtl_type t = DTL_T_INT; t < DTL_T_ANY; t++)
        if ((types & DTL_TYPE_BIT(t)) && t != DTL_T_SPAN && dtl_type_converts(have, t))
            return true;
    return (types & DTL_TYPE_BIT(have)) != 0;
}

/* "int or month", into a fixed buffer. */
const char *dtl_types_list(uint32_t types, char *out, size_t size) {
    size_t n = 0;
    unsigned left = 0;
    for (dtl_type t = DTL_T_INT; t < DTL_T__COUNT; t++)
        left += (types >> t) & 1u;
    out[0] = '\0';
    for (dtl_type t = DTL_T_INT; t < DTL_T__COUNT; t++) {
        if (!((types >> t) & 1u))
            continue;
        left--;
        int w = snprintf(out + n, size - n, "%s%s%s",
                         n == 0      ? ""
                         : left == 0 ? " or "
                                     : ", ",
                         type_names[t], "");
        if (w < 0 || (size_t)w >= size - n)
            break;
        n += (size_t)w;
    }
    return out;
}

dtl_type dtl_type_common(dtl_type a, dtl_type b) {
    if (a == b || b == DTL_T_NONE)
        return a;
    if (a == DTL_T_NONE)
        return b;
    if (dtl_type_number(a) && dtl_type_number(b))
        return DTL_T_NUM;
    if (dtl_type_datelike(a) && dtl_type_datelike(b))
        return DTL_T_DATE;
    return a == DTL_T_ANY || b == DTL_T_ANY ? DTL_T_ANY : DTL_T__COUNT;
}
