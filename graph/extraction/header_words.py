"""The wordings of table headers, folded, by what the column means."""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    """What a column holds."""

    UNKNOWN = ""
    # what a row is about
    PARAMETER = "parameter"
    ATTRIBUTE = "attribute"
    FACTOR = "factor"
    TERM = "term"
    RESPONSE = "response"
    OPERATION = "unit operation"
    STEP = "step"
    HELD_ITEM = "held item"
    # values and limits
    CLASS = "class"
    SET_POINT = "set point"
    NOR = "NOR"
    PAR = "PAR"
    SPECIFICATION = "specification"
    ALERT = "alert"
    ACTION = "action"
    RANGE = "range"  # of a kind that the header does not say
    BOUND = "bound"  # "Min", "Upper limit": one end of a range of a kind that the header does not say
    TESTED = "tested range"
    CENTRE = "centre"
    UNIT = "unit"
    EFFECT = "effect"
    DIRECTION = "direction"
    P_VALUE = "p"
    SIGNIFICANCE = "significance"
    STATISTIC = "statistic"  # standard error, t, F: beside an effect, never one
    # where, when and how
    METHOD = "method"
    STAGE = "stage"
    DAY = "day"
    CONDITION = "condition"
    DOCUMENT = "document"
    EQUIPMENT = "equipment"
    # risk
    FAILURE_MODE = "failure mode"
    CAUSE = "cause"
    SEVERITY = "severity"
    OCCURRENCE = "occurrence"
    DETECTION = "detection"
    RISK = "risk priority"
    CONTROL = "control"
    # words and versions
    ABBREVIATION = "abbreviation"
    DEFINITION = "definition"
    VERSION = "version"
    CHANGE = "change"
    # records
    DATE = "date"
    RUN = "run"
    PRODUCT = "product"
    DONOR = "donor"
    MATERIAL = "material"
    LOT = "lot"
    VENDOR = "vendor"
    RECEIVED = "received"
    EXPIRY = "expiry"
    STORAGE = "storage"
    AMOUNT = "amount"
    RESULT = "result"
    VERDICT = "verdict"
    TIME = "time"
    DEVIATION = "deviation"
    DESCRIPTION = "description"
    ROOT_CAUSE = "root cause"
    CAPA = "CAPA"
    STATUS = "status"
    STARTED = "started"
    ENDED = "ended"
    SERIAL = "serial number"
    LOCATION = "location"
    CALIBRATION = "calibration"
    PERSON = "person"
    REMARK = "remark"
    RATIONALE = "rationale"
    NUMBER = "number"


_M = Meaning

# Each wording stands once. Words that mean two things ("Limit", "Effect") are told apart by the
# other columns of their table.
_WORDINGS: dict[Meaning, str] = {
    _M.PARAMETER: "parameter|parameters|process parameter|process parameters|operating parameter|process variable"
    "|variable|input|input parameter|control parameter|controlled parameter|setting|parameter name"
    "|critical process parameter|prozessparameter|parametre|parametre de procede|input variable"
    "|parameter description",
    _M.ATTRIBUTE: "attribute|attributes|quality attribute|quality attributes|cqa|cqas|critical quality attribute"
    "|critical quality attributes|test|tests|assay|parameter tested|test parameter|tested parameter|tested attribute"
    "|test item|release test|analyte|characteristic|quality characteristic|property|determination|prufung"
    "|qualitatsmerkmal|prufparameter|merkmal|attribut|attribut qualite|essai|test name|test attribute",
    _M.FACTOR: "factor|factors|doe factor|design factor|studied factor|faktor|facteur|factor name",
    _M.TERM: "term|terms|model term|source|source of variation|coefficient name|effect term|terme|predictor",
    _M.RESPONSE: "response|responses|output|outcome|dependent variable|response variable|measured response"
    "|zielgrosse|reponse|output variable",
    _M.OPERATION: "unit operation|unit operations|operation|process step|process stage|manufacturing step"
    "|unit procedure|process unit|stage of process|prozessschritt|manufacturing stage|step name"
    "|unit op|grundoperation"
    "|process unit operation|operation unitaire",
    _M.STEP: "step|step no|step number|step description|action|schritt|etape|activity|instruction|task",
    _M.HELD_ITEM: "held item|item held|hold item|held material|intermediate|hold step|hold point|item on hold"
    "|material held|intermediate held|process intermediate|in-process hold|hold",
    _M.CLASS: "class|classification|criticality|cpp or kpp|kpp/cpp|cpp/kpp|cpp/kpp/ncpp|category"
    "|parameter class|parameter classification"
    "|criticality class|cqa?|cpp?|designation|kritikalitat|klasse|einstufung|type of parameter|parameter type|crit",
    _M.SET_POINT: "set point|setpoint|set-point|sp|target|target value|nominal|nominal value|set value|aim"
    "|process target|target set point|target setpoint|sollwert|zielwert|consigne|valeur cible|centre point target"
    "|operating set point|operating setpoint|default|default value|nominal set point|setting value",
    _M.NOR: "nor|normal operating range|normal operation range|normal operational range|operating range|control range"
    "|operational range|operating window|normal range|routine range|process range|control limits range|working range"
    "|betriebsbereich|normalbereich|arbeitsbereich|plage operatoire|manufacturing range|routine operating range",
    _M.PAR: "par|proven acceptable range|acceptable range|acceptance range|proven range|proven acceptable limits"
    "|validated range|acceptable limits|akzeptabler bereich|nachgewiesener akzeptabler bereich|plage acceptable"
    "|plage acceptable prouvee|proven acceptable|acceptable operating range",
    _M.SPECIFICATION: "acceptance criterion|acceptance criteria|specification|specifications|spec|specs|criterion"
    "|criteria|acceptance limit|acceptance limits|release criterion|release criteria|release limit|release limits"
    "|release specification|specification limit|specification limits|spec limit|spec limits|requirement|requirements"
    "|acceptance|limit|limits|spezifikation|akzeptanzkriterium|anforderung|critere d'acceptation|grenzwert"
    "|akzeptanzgrenze|acceptance requirement|quality limit|spezifikationsgrenze|specified limit|at most|at least"
    "|maximum allowed|maximum permitted|longest hold|maximum hold time|max hold time|maximum hold|max hold"
    "|hold time limit|allowed hold time|hold limit|hold time|permitted hold|maximum duration|maximum time|max time"
    "|not to exceed|maximum holding time|max duration|allowable hold time|longest permitted hold",
    _M.ALERT: "alert|alert limit|alert limits|alert level|alert range|warning limit|warning limits|warning level"
    "|warngrenze|alarm|alarm limit|alarm limits|alarm range|alarm level|alarm at|alarm thresholds|alarm threshold"
    "|alarmgrenze|alert threshold|seuil d'alerte|alarm setting|alarm settings",
    _M.ACTION: "action limit|action limits|action level|action range|eingriffsgrenze|intervention limit"
    "|action threshold|seuil d'action",
    _M.RANGE: "range|allowed range|bereich|plage|window|permitted range|interval|tolerance|tolerated range",
    _M.TESTED: "tested range|characterised range|characterized range|studied range|range tested|range studied"
    "|explored range|design range|investigated range|doe range|levels|level|experimental range|historical range"
    "|proposal|proposed|proposed range|proposed value|old value|previous|previous range|former range|old range|old"
    "|observed range|old limit|former limit|previous limit|change from|proposed par|proposed nor|before",
    _M.CENTRE: "centre|center|centre point|center point|mid|midpoint|mid level|0|(0)|centre level|center level"
    "|centerpoint|centrepoint|middle",
    _M.UNIT: "unit|units|uom|unit of measure|unit of measurement|einheit|einheiten|unite|dimension|measuring unit",
    _M.EFFECT: "effect|effects|coefficient|coefficients|coeff|estimate|effect size|main effect|effect estimate"
    "|estimated effect|slope|regression coefficient|change in response|size of effect|coef|effekt|standardised effect"
    "|parameter estimate|scaled estimate|mean change|delta",
    _M.DIRECTION: "direction|direction of effect|sign|trend|effect direction|impact direction",
    _M.P_VALUE: "p|p-value|p value|pvalue|prob > |t||prob>|t||prob > f|prob>f|p (two-sided)|pr(>|t|)|p-wert|prob"
    "|probability|p > |t||p>|t||prob|t||valeur p|p (t-test)|adj. p|adjusted p|p adj|significance (p)",
    _M.SIGNIFICANCE: "significance|significant|significant?|sig|sig.|signifikanz",
    _M.STATISTIC: "se|std error|standard error|std. error|std err|t|t ratio|t-ratio|t value|f|f ratio|f value|ci"
    "|95 % ci|95% ci|confidence interval|lower 95%|upper 95%|lower ci|upper ci|df|sum of squares|ss|ms|mean square"
    "|vif|r2|rmse|sd|std dev|lower 95 %|upper 95 %|n|cv",
    _M.METHOD: "method|methods|analytical method|analytical procedure|test method|test procedure|assay method"
    "|measurement method|analytical technique|technique|methode|prufmethode|procedure|analytics|method/sop"
    "|method reference|method sop|test method reference|method no|measured by|analysis|analysenmethode",
    _M.STAGE: "stage|sampling point|time point|timepoint|sample|sampling stage|sampling time|sample point|test point"
    "|testing stage|tested at|point of testing|sample stage|sampling|prufzeitpunkt|probenahme|stage of testing|when"
    "|sample type|point of sampling|sampled at|moment|test stage|zeitpunkt",
    _M.DAY: "day|days|process day|culture day|tag|day of process|jour",
    _M.CONDITION: "condition|conditions|storage condition|storage conditions|hold condition|hold conditions"
    "|temperature condition|hold temperature|storage temperature|bedingung",
    _M.DOCUMENT: "document|governing sop|governing document|sop|reference document|procedure no|sop no|reference sop"
    "|controlling document|governed by|governing procedure|documents|sop reference|document number|instruction no",
    _M.EQUIPMENT: "equipment|main equipment|equipment id|instrument|device|apparatus|equipment no|unit id|asset"
    "|equipment used|equipment number|gerat|instrument id|asset id|machine",
    _M.FAILURE_MODE: "failure mode|potential failure mode|failure|failure modes|hazard|fehler|what can go wrong",
    _M.CAUSE: "cause|causes|potential cause|potential causes|cause of failure|ursache",
    _M.SEVERITY: "severity|s|sev|sev.|severity (s)|impact score|bedeutung",
    _M.OCCURRENCE: "occurrence|o|occ|probability of occurrence|likelihood|auftreten",
    _M.DETECTION: "detection|d|det|detectability|entdeckung",
    _M.RISK: "rpn|risk priority number|risk priority|risk|risk score|risk level|risk class",
    _M.CONTROL: "present control|control|controls|current control|current controls|control strategy|mitigation"
    "|existing controls|existing control|preventive action|control measure|control measures",
    _M.ABBREVIATION: "abbreviation|abbreviations|acronym|acronyms|abbr|abkurzung|short form|short|abbrev|symbol",
    _M.DEFINITION: "definition|definitions|meaning|full form|explanation|stands for|long form|bedeutung der abkurzung"
    "|full name|expansion of abbreviation|description of abbreviation|erklarung|spelled out|written out",
    _M.VERSION: "version|rev|revision|rev.|version no|issue|revision no|ver|ver.|revision number",
    _M.CHANGE: "change|changes|description of change|reason for change|change description|summary of changes"
    "|anderung|nature of change|change summary|summary of change|amendment|modification|details of change",
    _M.DATE: "date|datum|effective date|day/month",
    _M.RUN: "run|run no|run id|run number|batch|batch no|batch number|batch id|run name|charge|trial|experiment",
    _M.PRODUCT: "product|product name|produkt|product code",
    _M.DONOR: "donor|donor id|donor code|patient|patient id|subject|spender",
    _M.MATERIAL: "material|materials|raw material|reagent|reagents|consumable|article|item|component|material name"
    "|raw materials|materialname|chemical|ingredient|item name|material description",
    _M.LOT: "lot|lot no|lot number|lot id|lots|lot no.|lot/batch|material lot|lot code|charge nr|batch/lot|lot used",
    _M.VENDOR: "vendor|supplier|manufacturer|vendors|lieferant|source of supply",
    _M.RECEIVED: "received|receipt|receipt date|date received|received on|received date",
    _M.EXPIRY: "expiry|expiry date|exp|exp.|expiration|expiration date|use by|retest date|exp date|valid until"
    "|best before|shelf life",
    _M.STORAGE: "storage|store at|stored at|lagerung|storage location",
    _M.AMOUNT: "amount|quantity|qty|qty.|volume used|amount used|number of vials|menge",
    _M.RESULT: "result|results|value|measured|measured value|actual|actual value|observed|reading|ist|istwert|found"
    "|reported result|test result|observed value|recorded|recorded value|ergebnis|measurement|actuals|mean|average",
    _M.VERDICT: "verdict|pass/fail|meets|complies|conforms|assessment|in range|within limit"
    "|within limits|ok?|outcome?"
    "|conformity|within range|evaluation|pass|judgement|passed|in spec|within par|within nor|compliance|conclusion",
    _M.TIME: "time|timestamp|time stamp|date/time|datetime|elapsed time|time elapsed|clock|date and time|hour|hours"
    "|uhrzeit",
    _M.DEVIATION: "deviation|deviation no|deviation id|deviation number|dev no|dev|dev. no|dev id|event|nc no|event no",
    _M.DESCRIPTION: "description|what happened|details|beschreibung|event description|deviation description|summary",
    _M.ROOT_CAUSE: "root cause|root causes|root-cause|probable cause|assignable cause|root cause analysis",
    _M.CAPA: "capa|corrective action|corrective actions|corrective and preventive action|action taken|measures"
    "|capa no|corrective/preventive action|massnahme|corrective measure",
    _M.STATUS: "status|state|open/closed",
    _M.STARTED: "started|start|start date|start time|started on|begin|start of run",
    _M.ENDED: "ended|end|end date|end time|ended on|finish|finished|end of run",
    _M.SERIAL: "serial|serial no|serial number|s/n|serial no.|model",
    _M.LOCATION: "location|room|area|place|standort",
    _M.CALIBRATION: "calibration|calibrated|calibration due|next calibration|last calibration|calibrated until"
    "|calibration date|qualification|qualified",
    _M.PERSON: "operator|person|performed by|owner|author|signed|signature|initials|responsible|by|approved by"
    "|checked by|reported by|performed",
    _M.REMARK: "remark|remarks|comment|comments|note|notes|bemerkung|observation|observations|remarque",
    _M.RATIONALE: "rationale|justification|basis|reason|why|reference|references|evidence|begrundung",
    _M.NUMBER: "no|no.|nr|#|number|id|item no|item no.|s. no|sr. no|sl no|code|pos|pos.",
}

WORDS: dict[str, Meaning] = {
    wording: meaning for meaning, wordings in _WORDINGS.items() for wording in wordings.replace("|t|", "/t/").split("|")
}

# Longer headers, by what they hold, where the whole is not among the wordings; the first that is found.
PATTERNS: tuple[tuple[str, Meaning], ...] = (
    (r"\b(?:old|former|previous|prior|proposed|historical|observed|tested|studied)\b", _M.TESTED),
    (r"\bproven (?:acceptable )?\b|\bacceptable range\b|\bpar\b", _M.PAR),
    (r"\bnormal operat|\boperating range\b|\bnor\b|\bcontrol range\b", _M.NOR),
    (r"\bacceptance (?:criteri|limit)|\brelease (?:criteri|limit|spec)|\bspecification\b", _M.SPECIFICATION),
    (r"\balert\b|\bwarning\b", _M.ALERT),
    (r"\baction (?:limit|level)", _M.ACTION),
    (r"\balarm (?:limit|level|range|threshold|setting)", _M.ALERT),
    (r"\bset[ -]?point\b|\btarget value\b", _M.SET_POINT),
    (r"\b(?:critical )?process parameter\b", _M.PARAMETER),
    (r"\bquality attribute\b", _M.ATTRIBUTE),
    (r"\b(?:analytical|test) (?:method|procedure)\b", _M.METHOD),
    (r"\bunit operation\b", _M.OPERATION),
    (r"\bp[- ]value\b", _M.P_VALUE),
)

LOW_WORDS = frozenset(
    "min|minimum|low|lower|lo|lsl|lower limit|lower bound|low limit|low level|lower level"
    "|untergrenze|-1|−1|(-)|-|from"
    "|(−)|lower end|min.|low (-1)|minimum value|lower value|ll|minimal|low setting|bottom".split("|")
)
HIGH_WORDS = frozenset(
    "max|maximum|high|upper|hi|usl|upper limit|upper bound|high limit|high level|upper level|obergrenze|+1|(+)|+|to"
    "|upper end|max.|high (+1)|maximum value|upper value|ul|maximal|high setting|top".split("|")
)
