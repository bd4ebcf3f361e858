"""The words by which steps say that they use something, or do not."""

from __future__ import annotations

import re

CLAUSE = re.compile(
    r"(?<=[a-z0-9)%+])[.;]\s+|(?<=[a-z)]):\s+|;\s*|\n|\s(?:but|then)\s"
    r"|,\s(?=(?:then|and then|but|do not|never|detach|(?:and )?add|wash|rinse|resuspend|incubate|place|transfer|pass"
    r"|spin|stop|mix|triturate|dilute)\b)"
)
# A clause that begins so asks for no use of what it names.
NO_ACTION = re.compile(
    r"^\W*(?:\d[\d.]*\W+)?(?:(?:on|at) [^,]{1,20}, )?(?:record|check|verify|confirm|see|note|notice|calculate|document"
    r"|measure|read the|label|inform|ensure|make sure|if|when|unless|should|order|sign|report|why|inspect|observe"
    r"|do not|don't|never|avoid|no|not|previously|formerly|limits? of|discard|dispose|remove|aspirate|in (?:the )?case"
    r"|alternatively|optional(?:ly)?|count the|determine|estimate|example|e\.g|refer|there|this|these|it|tip|caution"
    r"|critical|warning|hint)\b",
    re.IGNORECASE,
)
# Words before a name in its clause that say it is not used there.
NO_USE = re.compile(
    r"\b(?:not(?! (?:more|less|longer|earlier|later))|never|without|instead of|rather than"
    r"|no longer|avoid\w*|free of|remov\w+|aspirat\w+|discard\w*"
    r"|replaces?|except|previous\w*|former\w*|no|lacking|lack|minus|unless|if|decant\w*|drain\w*|until|whether|cannot"
    r"|depleted of|residual|excess|old|spent|used|such as|e\.g\.|like|alternative\w*|either|interfer\w+"
    r"|was|were|had|would|could|might|may|can|tested|compared|study)\b",
    re.IGNORECASE,
)
UNBLOCK = re.compile(r"\b(?:and|plus|with)\s+(?=\d)|,\s+(?=(?:add|with|and add)\b)", re.IGNORECASE)
ACTION = re.compile(
    r"\b(?:add(?:ing|ed)?|wash|rinse|coat|re-?suspend\w*|dilut\w+|fill|prime|mix|combine|stain\w*|thaw|digest\w*"
    r"|equilibrat\w+|supplement\w*|fix|seed|plate|plac(?:e|ing)|put|transfer\w*|incubat\w+|spin|centrifug\w+|load\w*"
    r"|feed|detach\w*|dissociat\w+|lyse|elute\w*|inject\w*|cover|layer|overlay|stop|quench\w*|neutrali[sz]e|treat"
    r"|prepare|preparing|dissolve|bring|change|exchange|replace|replenish|top up|adjust|formulate|freeze|store|use"
    r"|using|run|connect|attach|install|pump|spike|transfect|transduce|infect|activate|stimulate|block|take"
    r"|collect\w*|pass|filter|filtrate|clarify|acquire|read|count|analy[sz]e|warm|pre-?warm|culture|maintain|grow"
    r"|keep|hold|triturat\w+|measure|determine|estimate|inspect|observe|check"
    r"|swirl|pipette|dispense|aliquot|distribute|inoculate|deplete|select|label(?:led)? with|harvest"
    r"|perform|set|start|cool|precipitate|extract|purify|pour|sterili[sz]e|suspend)\b",
    re.IGNORECASE,
)
BEFORE_NAME = re.compile(
    r"(?:\b(?:with|in|into|of|using|by|via|to|from|on|onto|through|and|or|plus|add|adding|use|using|wash|prepare|take|thaw"
    r"|replace|place|dissolve|mix|combine|load|prime|dilute|inject|fill|warm|pre-?warm|the|a|an|fresh|cold|ice-cold"
    r"|warm|sterile|pre-?warmed|chilled|complete|prewarmed|then|containing|each|both|\d[\w.]*x|\d+\s?[×x])"
    r"|[,+/(])\s*$",
    re.IGNORECASE,
)
# What follows the name and makes it part of another name, or something that is told of it.
NO_NAME_BEHIND = re.compile(
    r"^-\d|^[\s-]{1,2}(?:concentrations?|temperature|time|level|titre|titer|volume|exposure|density|contact|incubation|lot"
    r"|dose|ratio|fraction|content|expression|positive|negative|limit|interval|rate|activity|staining|assay|free"
    r"|treated|coated|coating|based|derived|independent|replacement|cells?|producer|program\w*|stock\b)\b|^\+|^\s?%",
    re.IGNORECASE,
)
# What behind a name says that it is not to be used.
FORBIDDEN = re.compile(
    r"\b(?:(?:is|are|must|shall|may|should|can)\s?(?:not|no longer)\s(?:be\s)?(?:permitted|allowed|used|added|needed"
    r"|required|necessary|acceptable|suitable)|cannot be used|prohibited|forbidden|banned"
    r"|has been (?:removed|replaced))\b",
    re.IGNORECASE,
)
EQUIPMENT_BEFORE = re.compile(
    r"\b(?:on|in|into|with|using|by|to|via|onto|inside|from)\s(?:the |a |an )?(?:[a-z-]+\s){0,2}$|\bor\s$",
    re.IGNORECASE,
)
DAY_LABEL = re.compile(r"[\d.\s)]*(?:on )?days?\s[^:]{1,20}:\s*(?:\w+ed )?", re.IGNORECASE)
INSTRUMENT = re.compile(
    r"\b(?:with|in|on|through|using|under|into|by)\s(?:a|an|the)\s(?P<name>(?:\d[\d.]*\s?(?:m?L|µL|ml|µm|um|°C)\s)?"
    r"(?:(?:water|tabletop|benchtop|orbital|cell|serological|multichannel|magnetic|heat|inverted|tube|plate|dry|swing"
    r"|refrigerated|phase contrast|fluorescence|light)\s)?(?:pipett(?:e|or)|(?:micro)?centrifuge|microscope|bath|shaker"
    r"|rocker|rotator|roller|strainer|syringe|cell scraper|scraper|thermomixer|vortex(?:er)?|stir plate|magnetic rack"
    r"|hemocytometer|haemocytometer|spectrophotometer|fluorometer|heat block|thermal cycler|thermocycler"
    r"|plate reader))(?![\w-])"
    r"(?!\s(?:time|temperature|speed|setting|tubes?|plates?|slides?|filters?|tips?|rotor|stage|image))",
    re.IGNORECASE,
)
LOOKED = re.compile(
    r"^\W*(?:\d[\d.]*\W+)?(?:measure|determine|count|estimate|inspect|observe|check under)\b", re.IGNORECASE
)
OTHER_MATERIAL = re.compile(
    r"(?:\b(?:with|add|plus|in|using|and)\s|[%Mlg]\s(?:of\s)?)(?P<name>(?:[a-zA-Z][\w-]*\s){1,2}(?:buffer|solution"
    r"|medium|serum|supplement|reagent|antibod(?:y|ies)|acid|chloride|sulph?ate|phosphate|albumin|insulin|enzyme|trypsin"
    r"|inhibitor|beads|dye|replacement|lactate|bicarbonate|acetate|collagenase|primers?|polymerase|ethanol|agarose))"
    r"(?![\w-])(?!\s(?:concentration|level|bottle|time|exposure|volume|temperature|staining))",
)
QUALITY = re.compile(
    r"(?:ice-cold|cold|warm|hot|new|old|same|sufficient|remaining|appropriate|equal|conditioned|sterile|the|a|an|of|or"
    r"|this|that|your|its|their|each|any|more|less|some|enough|without|not|pre-?warmed|room|used|spent|stock|diluted"
    r"|final|residual|removed|suitable|corresponding|respective|desired|chosen|relevant|proper|correct|required|recommended|above|and|with|for|per|to|cell|culture|other)$",
    re.IGNORECASE,
)
CONCENTRATION = re.compile(r"(?:\S*/m?L|[nµm]?M|%)$", re.IGNORECASE)
# Cells and what is made are what is worked on, not what it is worked with.
WORKED_ON = re.compile(r"\bcells?\b|cardiomyocytes|drug product|leukapheresis|bank\b|plasmid DNA|deoxyribonucl")
SITE_NAME = re.compile(
    r"(?<![\w-])(?P<name>(?:[A-Z][\w-]*\s|[\w]+-(?:type|free|cell)\s)(?:(?:culture|wash|lysis|elution|running|freezing"
    r"|selection|binding|loading|expansion|differentiation|maintenance)\s)?(?:medium|buffer)(?:\s(?P<code>[A-Z]{2,5}-?\d{1,3}))?)(?![\w-])"
)
FIRST_WORDS = frozenset(
    "the fresh add change remove aspirate replace prepare use in with warm discard old this new spent complete each "
    "culture cell all no both wash collect full half cold to of for from and take when if pour mix pipette".split()
)
