/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moon: the days of new and full moon.
 *
 * Some feasts have no calendar in ICU that gives them: Diwali is the evening before the new moon
 * after the sun has entered the Libra of the Indian zodiac.  The instants follow Meeus,
 * Astronomical Algorithms (2nd edition, 1998), chapter 49, without its terms below a ten
 * thousandth of a day, which together stay under three minutes; the difference between the time of
 * astronomers and that of clocks is the parabola of Morrison and Stephenson (2004).
 *
 * A day begins at midnight of a clock so many hours ahead of UTC.  Instants are days since
 * 0000-01-01 with a fraction, as the day numbers of civil.c are.
 */
#include "calendar/calendar.h"

#include <math.h>

enum { HOURS_MAX = 24, YEAR_MIN = 1, YEAR_MAX = 4000 };

#define MONTH 29.530588861 /* mean synodic month, days (Meeus 49.1) */
#define FIRST 730490.59766 /* the new moon of 2000-01-06, k = 0: JDE 2451550.09766 */
#define RADIANS 0.017453292519943295

/* Sines of multiples of the sun's anomaly, the moon's anomaly and the moon's argument of latitude.
 */
static const struct {
    double new_moon, full_moon; /* days */
    int sun, moon, latitude;
} terms[] = {
    {-0.40720, -0.40614, 0, 1, 0}, {0.17241, 0.17302, 1, 0, 0},    {0.01608, 0.01614, 0, 2, 0},
    {0.01039, 0.01043, 0, 0, 2},   {0.00739, 0.00734, -1, 1, 0},   {-0.00514, -0.00515, 1, 1, 0},
    {0.00208, 0.00209, 2, 0, 0},   {-0.00111, -0.00111, 0, 1, -2}, {-0.00057, -0.00057, 0, 1, 2},
    {0.00056, 0.00056, 1, 2, 0},   {-0.00042, -0.00042, 0, 3, 0},  {0.00042, 0.00042, 1, 0, 2},
    {0.00038, 0.00038, 1, 0, -2},  {-0.00024, -0.00024, -1, 2, 0},
};

/* The instant of the k-th new moon since 2000-01-06, or of the full moon half a month after it. */
static double instant(double k, bool full) {
    k += full ? 0.5 : 0;
    double t = k / 1236.85, t2 = t * t;
    double eccentricity = 1 - 0.002516 * t - 0.0000074 * t2;
    double sun = 2.5534 + 29.10535670 * k - 0.0000014 * t2;
    double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t2 * t;
    double latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t2 - 0.00000227 * t2 * t;
    double node = 124.7746 - 1.56375588 * k + 0.0020672 * t2;
    double at = FIRST + MONTH * k + 0.00015437 * t2 - 0.000000150 * t2 * t;
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        double size = full ? terms[i].full_moon : terms[i].new_moon;
        for (int n = terms[i].sun < 0 ? -terms[i].sun : terms[i].sun; n > 0; n--)
            size *= eccentricity;
        at += size * sin(RADIANS * (terms[i].sun * sun + terms[i].moon * moon +
                                    terms[i].latitude * latitude));
    }
    at -= 0.00017 * sin(RADIANS * node);
    double centuries = (at / 365.2425 - 1820) / 100;
    return at - (32 * centuries * centuries - 20) / 86400;
}

bool dtl_moon_day(int64_t from, bool full, int hours, int64_t *ret) {
    if (hours < -HOURS_MAX || hours > HOURS_MAX || from < dtl_days_from_civil(YEAR_MIN, 1, 1) ||
        from > dtl_days_from_civil(YEAR_MAX, 1, 1))
        return false;
    double ahead = hours / 24.0;
    /* the true moon is at most 14 hours from the mean one: begin a month before */
    double k = floor(((double)from - FIRST) / MONTH) - 2;
    double at;
    do
        at = instant(k++, full) + ahead;
    while (at < (double)from);
    *ret = (int64_t)floor(at);
    return true;
}
