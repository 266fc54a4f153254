/* SPDX-License-Identifier: Apache-2.0 */
/*
 * characters: what a byte or a code point is to the tokeniser.
 *
 * Bytes below 0x80 have a table, since nearly all bytes of nearly all texts are such; the rest is
 * asked of ICU's properties.  White space is what Unicode calls so and what has no width; control
 * characters count as white space, because no text means anything by them.
 */
#include "text/scanner.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

/* clang-format off */
#define X8(c) c, c, c, c, c, c, c, c
#define SP    DTL_CH_SPACE
#define DG    DTL_CH_DIGIT
#define UP    DTL_CH_UPPER
#define LO    DTL_CH_LOWER
#define RN    DTL_CH_RUN
#define HI    DTL_CH_HIGH
#define IN    DTL_CH_INNER
const uint8_t dtl_byte_class[256] = {
    X8(SP), X8(SP), X8(SP), X8(SP),
    SP, 0, 0, 0, 0, 0, IN, IN, 0, 0, RN, RN, 0, RN, RN | IN, 0, /*  !"#$%&'()*+,-./ */
    X8(DG), DG, DG, IN, 0, 0, RN, 0, 0,                   /* 0-9 :;<=>? */
    0, UP, UP, UP, UP, UP, UP, UP, X8(UP),
    X8(UP), UP, UP, UP, 0, 0, 0, 0, RN,                   /* P-Z [\]^_ */
    0, LO, LO, LO, LO, LO, LO, LO, X8(LO),
    X8(LO), LO, LO, LO, 0, 0, 0, RN, SP,                  /* p-z {|}~ DEL */
    X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI),
    X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI)
};
/* clang-format on */

static bool is_unspaced(int32_t cp) {
    if (cp < 0x0E00)
        return false;
    if (u_getIntPropertyValue(cp, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
        return true;
    if (cp < 0x2E80)
        return false;
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(cp, &status);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

dtl_cp_kind dtl_kind_of(int32_t cp) {
    if (cp == 0x2019 || cp == 0x02BC)
        return DTL_CP_APOSTROPHE;
    if (cp >= 0x2010 && cp <= 0x2027)
        return DTL_CP_MARK;
    if (cp == 0x85 || cp == 0x2028 || cp == 0x2029)
        return DTL_CP_NEWLINE;
    if (u_isUWhiteSpace(cp) || cp == 0x200B || cp == 0x2060 || cp == 0xFEFF)
        return DTL_CP_SPACE;
    uint32_t mask = U_MASK(u_charType(cp));
    if ((mask & (U_GC_L_MASK | U_GC_M_MASK)) || cp == 0xAD || cp == 0x200C || cp == 0x200D)
        return is_unspaced(cp) ? DTL_CP_UNSPACED : DTL_CP_LETTER;
    return mask & U_GC_ND_MASK ? DTL_CP_DIGIT : DTL_CP_MARK;
}

/* Kind of the code point at i and the offset behind it. */
dtl_cp_kind dtl_kind_at(const dtl_scanner *s, uint32_t i, uint32_t *ret_next) {
    size_t next = i;
    int32_t cp = dtl_utf8_next((const char *)s->p, s->n, &next);
    *ret_next = (uint32_t)next;
    return dtl_kind_of(cp);
}

/* Whether a letter or digit starts at i. */
bool dtl_is_wordy(const dtl_scanner *s, uint32_t i) {
    uint8_t c = dtl_class_at(s, i);
    uint32_t next;
    if (c != DTL_CH_HIGH)
        return (c & DTL_CH_ALNUM) != 0;
    dtl_cp_kind k = dtl_kind_at(s, i, &next);
    return k == DTL_CP_LETTER || k == DTL_CP_DIGIT || k == DTL_CP_UNSPACED;
}

bool dtl_is_upper_at(const dtl_scanner *s, uint32_t i) {
    uint8_t c = dtl_class_at(s, i);
    if (c != DTL_CH_HIGH)
        return (c & DTL_CH_UPPER) != 0;
    size_t next = i;
    return u_isUUppercase(dtl_utf8_next((const char *)s->p, s->n, &next));
}

/* Bytes of the apostrophe at i; 0: none there. */
uint32_t dtl_apostrophe_at(const dtl_scanner *s, uint32_t i) {
    if (dtl_byte_at(s, i) == '\'')
        return 1;
    if (dtl_byte_at(s, i) == 0xE2 && dtl_byte_at(s, i + 1) == 0x80 && dtl_byte_at(s, i + 2) == 0x99)
        return 3;
    return dtl_byte_at(s, i) == 0xCA && dtl_byte_at(s, i + 1) == 0xBC ? 2 : 0;
}

uint32_t dtl_letters_from(const dtl_scanner *s, uint32_t i, uint32_t most) {
    uint32_t n = 0;
    while (n < most && (dtl_class_at(s, i + n) & DTL_CH_LETTER))
        n++;
    return n;
}

bool dtl_is_dash(dtl_slice token) {
    if (token.n > 0 && token.p[0] == '-')
        return true;
    const unsigned char *p = (const unsigned char *)token.p;
    return token.n == 3 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0x95;
}
