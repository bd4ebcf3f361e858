"""Irregular forms of verbs, by their base: stemming does not bring "frozen" and "freeze" together."""

from __future__ import annotations

_FORMS = """
be been was were; become became; begin began begun; bend bent; bind bound; break broke broken; bring brought;
build built; burst burst; buy bought; catch caught; choose chose chosen; come came; cut cut; deal dealt; do
did done; draw drew drawn; drink drank drunk; drive drove driven; fall fell fallen; feed fed; feel felt; find
found; fly flew flown; forget forgot forgotten; freeze froze frozen; get got gotten; give gave given; go went
gone; grow grew grown; hang hung; have had; hear heard; hide hid hidden; hold held; keep kept; know knew
known; lay laid; lead led; leave left; lend lent; let let; lie lain; lose lost; make made; mean meant; meet
met; pay paid; put put; refreeze refroze refrozen; rewrite rewrote rewritten; ring rang rung; rise rose risen;
run ran; say said; see saw seen; seek sought; sell sold; send sent; set set; shake shook shaken; show shown;
shrink shrank shrunk; shut shut; sink sank sunk; slide slid; speak spoke spoken; spend spent; spin spun; split
split; spread spread; stand stood; steal stole stolen; stick stuck; strike struck; swell swelled swollen; swim
swam swum; take took taken; teach taught; tell told; think thought; throw threw thrown; understand understood;
wear wore worn; win won; withdraw withdrew withdrawn; write wrote written; withstand withstood; overgrow
overgrew overgrown
"""


def _bases() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _FORMS.replace("\n", " ").split(";"):
        base, *forms = line.split()
        found |= dict.fromkeys(forms, base)
    return found


BASE_OF = _bases()
