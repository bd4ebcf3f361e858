"""The words by which run records name their fields and columns, as a closed set of meanings."""

from __future__ import annotations

import re
from enum import StrEnum

from retrieval.terms import fold


class Means(StrEnum):
    """What a key of a header or a column of a table of a record stands for."""

    RUN = "run"
    SUBJECT = "run or equipment"
    REPLICATE = "part of a run's name"
    PRODUCT = "product"
    STARTED = "started"
    ENDED = "ended"
    DONOR = "donor"
    FOLLOWED = "documents followed"
    DOCUMENT = "document"
    VERSION = "version"
    EQUIPMENT = "equipment"
    MATERIAL = "material"
    CATALOGUE = "catalogue number"
    LOT = "lot"
    VENDOR = "vendor"
    RECEIVED = "received"
    EXPIRY = "expiry"
    STORAGE = "storage"
    REMARK = "remark"
    PARAMETER = "parameter"
    ATTRIBUTE = "attribute"
    ANALYTE = "parameter or attribute"
    VALUE = "value"
    UNIT = "unit"
    STAGE = "stage"
    DAY = "day"
    CLOCK = "elapsed time"
    DATE = "date"
    TIMESTAMP = "timestamp"
    METHOD = "method"
    CRITERION = "criterion"
    ASSESSMENT = "assessment"
    DEVIATION = "deviation"
    CLASS = "class"
    DESCRIPTION = "description"
    ROOT_CAUSE = "root cause"
    CAPA = "CAPA"
    OPENED = "opened"
    STATUS = "status"
    DEVICE = "device"
    ACTION = "action"
    PERSON = "person"
    ORDER = "row number"


_NO = r"(?:[ /]?(?:no|nr|number|nummer|id|code|name|identifier|reference|ref|#)\.?)"
_DATE = r"(?:(?:[ /]?(?:date|day|time|on|datum)){1,2})"
_RUN = r"(?:run|batch|charge|lauf|manufacturing batch|production batch|campaign batch|culture run|process run)"
_STARTED = rf"(?:{_RUN} )?(?:start(?:ed)?|begin|began|beginn|gestartet){_DATE}?"
_MADE_ON = r"(?:date|start|day) of (?:manufacture|manufacturing|production|start|run|inoculation|processing)"

# The first that matches the whole folded text wins.
_MEANINGS: tuple[tuple[Means, str], ...] = (
    (Means.SUBJECT, r"(?:run|batch|lot)(?: or | ?/ ?)(?:unit|equipment|instrument|device|system|area|"
        r"asset)(?: affected)?|"
        r"affected (?:run|batch|item|object|unit|system)s?(?: or .*)?|subject|object|raised against"),
    (Means.RUN, rf"{_RUN}{_NO}?(?: \(.*\))?|(?:lot|batch)(?: {_NO})? of (?:the )?(?:drug |final |finished )?product|"
        rf"(?:drug |final |finished )?product (?:lot|batch){_NO}?|chargen ?-?(?:nummer|nr\.?|bezeichnung)|"
        rf"(?:lot|batch)/(?:lot|batch|run){_NO}?|ansatz"),
    (Means.REPLICATE, r"replicate|rep\.?|condition|arm|vessel|bioreactor|reactor|well|flask|sub-?batch|"
        r"(?:bio)?reactor (?:no|id)\.?"),
    (Means.STARTED, rf"{_STARTED}|{_MADE_ON}|(?:run|manufacturing|production|manufacture|process|"
        rf"batch) (?:start )?date|"
        r"(?:manufacturing|production|process|culture)(?: run)? start(?: date)?|date started|"
        r"start of (?:run|process|culture|batch)|"
        r"first day|herstell(?:ungs)?datum|herstellbeginn|prozessstart"),
    (Means.ENDED, rf"(?:{_RUN} )?(?:end(?:ed)?|finish(?:ed)?|complet(?:ed|ion)|stop(?:ped)?|ende|beendet){_DATE}?|"
        r"date (?:ended|finished|completed|of completion|of harvest|of end)|(?:manufacturing|production|"
        r"process|culture)(?: run)? end(?: date)?|"
        r"end of (?:run|process|culture|batch|manufacture)|harvest date|last day|prozessende|herstellende"),
    (Means.DONOR, r"(?:patient|donor|subject)(?:/(?:patient|donor|subject))?(?: cell line)?"
        rf"{_NO}?(?: \(coded\))?|cell source|source of cells|starting cells|spender(?:code| ?-?id|nummer)?|"
        r"(?:starting |parent )?cell (?:line|bank)(?: used)?|din"),
    (Means.FOLLOWED, r"(?:documents? in force|reference documents?|"
        r"(?:sops?|documents?|procedures?)(?: and)? versions?)|"
        r"(?:documents?|procedures?|sops?|instructions?|protocols?|sops and protocols|"
        r"controlled documents|"
        r"(?:procedures|documents) and (?:versions?|revisions?))(?: (?:in force|and versions?))? "
        r"(?:followed|used|applied|in use|referenced|executed)|followed (?:documents?|procedures?|sops?)|"
        r"(?:performed|executed|manufactured|made|carried out) (?:according to|per|to|following)|"
        r"(?:governing|applicable|effective) "
        r"(?:documents?|procedures?|sops?)|batch record (?:template|version)|master batch record|process description|"
        r"(?:angewandte|befolgte|verwendete) (?:dokumente|vorschriften|verfahren)"),
    (Means.EQUIPMENT, r"(?:main |major |process )?(?:equipment|instruments?|devices?|apparatus)"
        rf"(?: (?:and instruments|used|list|in use|ids?|employed|tags?))?{_NO}?(?: used)?|"
        rf"machines?(?: used)?|asset{_NO}?|"
        r"gerate?(?: verwendet)?|verwendete gerate|anlagen?|"
        r"(?:bio)?reactors? used|(?:bio)?reactor id|incubator|centrifuge id"),
    (Means.PRODUCT, rf"(?:drug |medicinal |investigational )?product{_NO}?(?: name)?|produkt(?:name)?|"
        rf"product/process|imp"),
    (Means.LOT, rf"(?:material |supplier |vendor |manufacturer(?:'s)? |raw material |reagent )?(?:lot|batch|"
        rf"lot/batch|batch/lot)"
        rf"(?:s|{_NO})?(?: (?:used|used in run))?|charge"),
    (Means.CATALOGUE, rf"(?:catalog(?:ue)?|cat\.?|article|item|part|material|product){_NO}"),
    (Means.MATERIAL, r"(?:raw |starting |process )?materials?(?: (?:name|description))?|reagents?(?: name)?|"
        r"item|component|"
        r"consumables?|ingredient|material/reagent|reagent/material|name of material|input"),
    (Means.VENDOR, r"vendor|supplier|manufacturer|source|lieferant|hersteller"),
    (Means.RECEIVED, r"(?:date )?received(?: on)?|receipt(?: date)?|date of receipt|delivered(?: on)?|delivery date"),
    (Means.EXPIRY, r"exp(?:\.|iry|iration|ires)?(?: date| on)?|date of expiry|use by|use before|best before|"
        r"retest(?: date)?|shelf ?life(?: until)?|valid until|verfall(?:s?datum)?|verwendbar bis"),
    (Means.STORAGE, r"storage(?: (?:conditions?|temperature|at))?|stored(?: at)?|store at|lagerung"),
    (Means.REMARK, r"remarks?|comments?|notes?|observations?|bemerkung(?:en)?"),
    (Means.DEVIATION, rf"deviation{_NO}?|deviation (?:report|record)(?:{_NO})?|dev\.?{_NO}?|"
        rf"non-?conformance{_NO}?|nc{_NO}|event{_NO}|"
        rf"ncr?{_NO}?|(?:quality )?event{_NO}|incident{_NO}?|abweichung(?:s?nummer)?|qe{_NO}?|pr{_NO}|record{_NO}"),
    (Means.CLASS, r"class(?:ification)?|severity|criticality|category|level|einstufung|deviation (?:class|"
        r"type|category)"),
    (Means.DESCRIPTION, r"(?:deviation |event |short |brief )?description(?: of (?:the )?(?:deviation|event|"
        r"incident))?|"
        r"what happened|event|text|details|observation|finding|summary|issue|beschreibung|deviation description"),
    (Means.ROOT_CAUSE, r"(?:root|probable|assigned|likely|most probable|assignable) ?-?causes?(?:s|\(s\))?|causes?|"
        r"root cause (?:analysis|identified)|reason|investigation(?: (?:outcome|result))?|ursache"),
    (Means.CAPA, r"capas?|corrective(?: and preventive| & preventive)? actions?(?: \(capa\))?|actions? taken|"
        r"capa[ /](?:action|reference|no\.?|number|plan)|correction(?:s| and capa)?|remediation|"
        r"follow-?up(?: actions?)?|ma(?:ss|ß)nahmen?"),
    (Means.OPENED, r"(?:date )?(?:opened|raised|reported|detected|discovered|initiated|occurred)(?: on)?|open date|"
        r"date of (?:event|occurrence|detection|opening|deviation)|opening date|event date|detection date"),
    (Means.STATUS, r"status|state|closure|deviation status|disposition"),
    (Means.TIMESTAMP, r"time ?-?stamp|date[ /&]*(?:and )?time|datetime|zeitstempel|recorded at|logged at|"
        r"utc(?: time)?|"
        r"local time|clock time|sample(?:d)? (?:at|time)"),
    (Means.DAY, r"(?:culture|process|run|sample|sampling|expansion|study) ?-?days?|days?|day (?:of|"
        r"in) (?:culture|process|run)|"
        r"(?:t|time|elapsed time|culture time|age|culture age|process time|zeit) ?\(?(?:d|days?)\)?|tage?|"
        r"kulturtag|prozesstag|div"),
    (Means.CLOCK, r"hours?|h|hrs?|stunden?|(?:time )?elapsed|(?:t|time|elapsed time|culture time|age|"
        r"culture age|process time|run time|"
        r"laufzeit|zeit|kulturzeit)(?: ?[\(\[](?:h|hrs?|hours?|min|minutes?|s|sec)[\)\]]|, ?(?:h|hrs?|hours?|min))?|"
        r"process (?:hours?|time)|inoculation time|eft(?: \(h\))?"),
    (Means.STAGE, r"stage|time ?-?points?|tp|sample(?:d)?(?: (?:point|stage))?|sampling (?:point|stage|"
        r"time)|phase|process stage|"
        r"step|when|tested at|probenahme|zeitpunkt"),
    (Means.DATE, r"date|sampl(?:e|ing) date|test(?:ed on| date|ed)|date (?:of )?(?:test|sample|"
        r"sampling)(?:ed)?|datum"),
    (Means.METHOD, r"(?:test |analytical |assay )?(?:method|procedure|assay)(?:s|\(s\)|(?: (?:ref\.?|"
        r"reference|no\.?|id)))?|"
        r"tested (?:by|per|according to)|methode|measured by"),
    (Means.CRITERION, r"(?:acceptance|release)(?: (?:criterion|criteria|limits?|range))?|specification(?:s|"
        r" limits?)?|spec\.?|limits?|"
        r"requirements?|criterion|criteria|range|target|set ?-?point|par|nor|acceptable range|sollwert|target range|"
        r"(?:operating|proven acceptable|normal operating) range|alert limit|action limit|lower limit|"
        r"upper limit|min\.?|max\.?"),
    (Means.ASSESSMENT, r"assessment|pass(?: ?/ ?| or )fail|conform(?:s|ity|ance)?|compl(?:ies|iance)|"
        r"verdict|evaluation|judg(?:e)?ment|"
        r"outcome|in (?:range|spec)\??|flag|ok\??|meets .*|bewertung"),
    (Means.PARAMETER, r"(?:critical |key )?(?:process |operating )?parameters?(?: name)?|process variable|"
        r"cpp|prozessparameter|setting|"
        r"process parameter"),
    (Means.ATTRIBUTE, r"(?:critical )?(?:quality )?attributes?|cqa|tests?|test (?:name|item|parameter)|"
        r"quality test|assay name|"
        r"release test|prufung|prufparameter|characteristic"),
    (Means.ANALYTE, r"analytes?|variables?|signals?|tags?|measurements?|measurands?|quantit(?:y|ies)|"
        r"readouts?|measured|sensor|channel|"
        r"messgro(?:ss|ß)e|property|metric|kpi|metabolite"),
    (Means.VALUE, r"values?|as-run values?|results?|readings?|actual(?: values?)?|as run|measured values?|"
        r"observed(?: values?)?|recorded(?: values?)?|"
        r"achieved|found|test results?|result obtained|obtained|messwert|wert|ergebnis|istwert|"
        r"reported (?:value|result)|conc\.?|concentration|"
        r"in this run|actual (?:result|value)s?|batch result"),
    (Means.UNIT, r"units?(?: of measure)?|uom|einheit(?:en)?"),
    (Means.DEVICE, r"device(?: name)?|unit/device|module"),
    (Means.ACTION, r"actions?|event|command|operation|activity|message|log entry|event type"),
    (Means.PERSON, r"users?|operators?|(?:performed|done|entered|reviewed|approved|checked|verified|sampled|"
        r"analy[sz]ed) ?-?by|owner|initials|analyst|"
        r"responsible|signature|bediener|name"),
    (Means.DOCUMENT, rf"documents?{_NO}?|sop{_NO}?|procedure{_NO}?|(?:no|nr|number|id|reference)\.?|doc\.?{_NO}?"),
    (Means.VERSION, r"versions?|rev(?:ision)?s?\.?|ver\.?|ed(?:ition)?\.?|issue|version used|fassung"),
    (Means.ORDER, r"#|no\.?|nr\.?|pos\.?|row|index|line|s/?n|item no\.?"),
)  # fmt: skip
_PATTERNS = tuple((meaning, re.compile(pattern)) for meaning, pattern in _MEANINGS)
_LONGEST = 60  # characters; a longer cell is prose, not a key


def meanings(text: str) -> tuple[Means, ...]:
    """Everything a key or header cell may stand for, the likeliest first; empty for any other text."""
    if not 0 < len(text) <= _LONGEST:
        return ()
    folded = " ".join(fold(text).replace("_", " ").split()).strip(" :*").replace("(s)", "")
    return tuple(meaning for meaning, pattern in _PATTERNS if pattern.fullmatch(folded))
