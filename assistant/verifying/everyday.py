"""Everyday words: a sentence may have some that no quotation says, if they cannot make it false.

What an everyday word can make false is listed here, or judged by checks of its own: opposites, negation, duty,
quantifiers, time points. Names, terms of the field and rare words are never everyday.
"""

from __future__ import annotations

from assistant.verifying.opposites import has_opposite
from assistant.verifying.senses import Senses
from assistant.verifying.words import Word, words
from retrieval.commonness import tellingness

# As ordinary as this or more: among some three thousand words (see `commonness`).
ORDINARY = 0.35
# Words of meaning of a sentence that a quotation must say before everyday ones beside them are let pass.
MOST = 0.6
_TELLS = """
water oil salt sugar glass steel metal plastic paper wood stone gold silver iron copper acid gas air oxygen
carbon nitrogen hydrogen blood milk wine bread food ice light heat fire sand earth skin bone brain heart liver
kidney lung muscle hair eye eyes morning evening night noon midnight day days week weeks month months year
years hour hours minute minutes summer winter spring autumn monday tuesday wednesday thursday friday saturday
sunday january february march april may june july august september october november december half quarter
third double twice triple dozen hundred thousand million billion pair single second red green blue yellow
black white brown pink orange purple grey gray clear cloudy dark bright round flat square human man men woman
women male female child children boy girl adult mother father baby animal animals dog cat horse mouse fish
bird plant plants tree flower people american british english french german chinese japanese indian european
canada england france germany china japan india london america north south east west northern southern eastern
western patient patients doctor nurse hospital medical army navy police government university school church
court company disease cancer virus death dead killed injury pain infection drug drugs good bad better worse
best worst poor great true false wrong right correct safe unsafe dangerous successful successfully failed
success failure error mistake problem problems damage damaged lost missing broken destroyed forbidden
prohibited legal illegal free cost price money million paid sold bought empty full closed open locked active
inactive alive fresh wet dry hot cold warm cool soft hard strong weak heavy light thick thin likely unlikely
certain probably perhaps possibly possible impossible unknown suspected believed supposed never always rarely
seldom often sometimes frequently occasionally equal unequal similar different opposite reverse reversed more
most less least fewer fewest enough too sterile clean dirty pure
"""
_SHARP = frozenset(word.key for word in words(_TELLS))


def everyday(word: Word, senses: Senses) -> bool:
    """Whether a word is everyday and cannot by itself make a sentence false."""
    if (
        not word.text.isalpha()
        or not word.text.isascii()
        or len(word.text) < 3
        or word.text[1:] != word.text[1:].lower()
    ):
        return False
    if word.key in _SHARP or has_opposite(word.key) or senses.is_term(word.key):
        return False
    return tellingness(word.text.casefold()) <= ORDINARY
