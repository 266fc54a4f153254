/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of the tags and the questions asked about them.
 *
 * The names are those of the treebanks, so that a dump can be compared with any other tagger; the
 * predicates are the only place that says which tags are "verbs".
 */
#include "text/tagger.h"

#include <string.h>

static const char *const pos_names[DTL_POS__COUNT] = {
    [DTL_POS_NONE] = "-",      [DTL_POS_NN] = "NN",         [DTL_POS_NNS] = "NNS",
    [DTL_POS_NNP] = "NNP",     [DTL_POS_NNPS] = "NNPS",     [DTL_POS_VB] = "VB",
    [DTL_POS_VBD] = "VBD",     [DTL_POS_VBG] = "VBG",       [DTL_POS_VBN] = "VBN",
    [DTL_POS_VBP] = "VBP",     [DTL_POS_VBZ] = "VBZ",       [DTL_POS_MD] = "MD",
    [DTL_POS_JJ] = "JJ",       [DTL_POS_JJR] = "JJR",       [DTL_POS_JJS] = "JJS",
    [DTL_POS_RB] = "RB",       [DTL_POS_RBR] = "RBR",       [DTL_POS_RBS] = "RBS",
    [DTL_POS_RP] = "RP",       [DTL_POS_IN] = "IN",         [DTL_POS_TO] = "TO",
    [DTL_POS_DT] = "DT",       [DTL_POS_PDT] = "PDT",       [DTL_POS_WDT] = "WDT",
    [DTL_POS_PRP] = "PRP",     [DTL_POS_PRP_POSS] = "PRP$", [DTL_POS_WP] = "WP",
    [DTL_POS_WP_POSS] = "WP$", [DTL_POS_WRB] = "WRB",       [DTL_POS_EX] = "EX",
    [DTL_POS_POS] = "POS",     [DTL_POS_CC] = "CC",         [DTL_POS_CD] = "CD",
    [DTL_POS_UH] = "UH",       [DTL_POS_FW] = "FW",         [DTL_POS_LS] = "LS",
    [DTL_POS_SYM] = "SYM",     [DTL_POS_DOLLAR] = "$",      [DTL_POS_ADD] = "ADD",
    [DTL_POS_AFX] = "AFX",     [DTL_POS_GW] = "GW",         [DTL_POS_HYPH] = "HYPH",
    [DTL_POS_NFP] = "NFP",     [DTL_POS_PERIOD] = ".",      [DTL_POS_COMMA] = ",",
    [DTL_POS_COLON] = ":",     [DTL_POS_OPEN_QUOTE] = "``", [DTL_POS_CLOSE_QUOTE] = "''",
    [DTL_POS_LRB] = "-LRB-",   [DTL_POS_RRB] = "-RRB-",
};

static const char *const upos_names[DTL_UPOS__COUNT] = {
    [DTL_UPOS_X] = "X",         [DTL_UPOS_ADJ] = "ADJ",     [DTL_UPOS_ADP] = "ADP",
    [DTL_UPOS_ADV] = "ADV",     [DTL_UPOS_AUX] = "AUX",     [DTL_UPOS_CCONJ] = "CCONJ",
    [DTL_UPOS_DET] = "DET",     [DTL_UPOS_INTJ] = "INTJ",   [DTL_UPOS_NOUN] = "NOUN",
    [DTL_UPOS_NUM] = "NUM",     [DTL_UPOS_PART] = "PART",   [DTL_UPOS_PRON] = "PRON",
    [DTL_UPOS_PROPN] = "PROPN", [DTL_UPOS_PUNCT] = "PUNCT", [DTL_UPOS_SCONJ] = "SCONJ",
    [DTL_UPOS_SYM] = "SYM",     [DTL_UPOS_VERB] = "VERB",
};

/* Index of name in names[0..n), or n. */
static unsigned find(const char *const *names, unsigned n, const char *name, size_t len) {
    for (unsigned i = 0; i < n; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return i;
    return n;
}

const char *dtl_pos_name(unsigned pos) {
    return pos_names[pos < DTL_POS__COUNT ? pos : DTL_POS_NONE];
}

dtl_pos dtl_pos_find(const char *name, size_t len) {
    unsigned i = find(pos_names, DTL_POS__COUNT, name, len);

    return i < DTL_POS__COUNT ? (dtl_pos)i : DTL_POS_NONE;
}

const char *dtl_upos_name(unsigned upos) {
    return upos_names[upos < DTL_UPOS__COUNT ? upos : DTL_UPOS_X];
}

dtl_upos dtl_upos_find(const char *name, size_t len) {
    return (dtl_upos)find(upos_names, DTL_UPOS__COUNT, name, len);
}
