"""The units of cell and gene therapy: one spelling each, what pint calls them, and how people write them.

A row is (unit as shown, its name in the registry of `unit_registry`, other spellings). A spelling is
taken as written; when it is not found so, without regard to case, unless that would make another
unit of it (`CASE_MATTERS`).

Ambiguous spellings, and what they are taken for:
"m" is metre, never minute; "M" is mol/L, never metre or million (but "3 M cells" is three million);
"mM" and "mm" differ by case alone; "K" is kelvin and "k" a thousand; "C" behind a number is °C;
"°" and "degrees" alone are °C, since angles are not limits of a process; "g" is gram and only
"x g" or "RCF" the force; rpm is never a force, since the rotor is not known; "X" is a strength
("10X buffer"); "U", "IU" and "EU" are three units; "GC" (genome copies) is not taken for vg, as the
assays differ; "h" is hour; "d" is day.
"""

from __future__ import annotations

Row = tuple[str, str, str]

TIME: tuple[Row, ...] = (
    ("ms", "millisecond", "msec millisecond milliseconds"),
    ("s", "second", "sec secs second seconds sec."),
    ("min", "minute", "mins minute minutes min."),
    ("h", "hour", "hr hrs hour hours hr. hrs."),
    ("days", "day", "d day"),
    ("weeks", "week", "week wk wks"),
    ("months", "month", "month"),
    ("years", "year", "year yr yrs"),
)
TEMPERATURE: tuple[Row, ...] = (
    (
        "°C",
        "degree_Celsius",
        "℃ C oC ⁰C °|C ⁰|C °|Celsius °Celsius degC deg|C deg.|C degrees|C degree|C degrees|Celsius degree|Celsius "
        "Celsius degrees|centigrade centigrade degrees degree deg °",
    ),
    ("K", "kelvin", "kelvin kelvins"),
    ("°F", "degree_Fahrenheit", "℉ degF deg|F °|F degrees|F degrees|Fahrenheit degree|Fahrenheit Fahrenheit"),
)
SPEED: tuple[Row, ...] = (
    ("x g", "rcf", "×|g xg ×g x|gravity ×|gravity times|g times|gravity g-force RCF x|g's xg's"),
    ("rpm", "rotor_rpm", "r.p.m. r.p.m rev/min revolutions|per|minute"),
)
MATTER: tuple[Row, ...] = (
    ("L", "liter", "l liter liters litre litres"),
    ("mL", "milliliter", "ml cc milliliter milliliters millilitre millilitres mls mLs"),
    ("µL", "microliter", "ul microliter microliters microlitre microlitres uls µls"),
    ("nL", "nanoliter", "nl nanoliter nanoliters nanolitre nanolitres"),
    ("kg", "kilogram", "kgs kilogram kilograms"),
    ("g", "gram", "gm gram grams"),
    ("mg", "milligram", "mgs milligram milligrams"),
    ("µg", "microgram", "ug mcg microgram micrograms"),
    ("ng", "nanogram", "nanogram nanograms"),
    ("pg", "picogram", "picogram picograms"),
    ("fg", "femtogram", "femtogram femtograms"),
    ("m", "meter", "meter meters metre metres"),
    ("cm", "centimeter", "centimeter centimeters centimetre centimetres"),
    ("mm", "millimeter", "millimeter millimeters millimetre millimetres"),
    ("µm", "micrometer", "um micron microns micrometer micrometers micrometre micrometres"),
    ("nm", "nanometer", "nanometer nanometers nanometre nanometres"),
    ("mol", "mole", "mole moles"),
    ("mmol", "millimole", "millimole millimoles"),
    ("µmol", "micromole", "umol micromole micromoles"),
    ("nmol", "nanomole", "nanomole nanomoles"),
    ("pmol", "picomole", "picomole picomoles"),
    ("fmol", "femtomole", ""),
    ("M", "molar", "molar"),
    ("mM", "millimolar", "millimolar"),
    ("µM", "micromolar", "uM micromolar"),
    ("nM", "nanomolar", "nanomolar"),
    ("pM", "picomolar", "picomolar"),
    ("%", "percent_of_whole", "percent per|cent pct pc.|% ％"),
    ("ppm", "part_per_million", "parts|per|million"),
    ("ppb", "part_per_billion", "parts|per|billion"),
    ("X", "strength", "x ×"),
)
COUNTED: tuple[Row, ...] = (
    ("cells", "cell", "cell c."),
    ("viable cells", "cell", "viable|cell vc live|cells living|cells VC"),
    ("vg", "vector_genome", "vgs vector|genomes vector|genome viral|genomes viral|genome VG"),
    ("GC", "genome_copy", "gc genome|copies genome|copy"),
    ("copies", "copy", "copy"),
    ("TU", "transducing_unit", "transducing|units transducing|unit"),
    ("PFU", "plaque_forming_unit", "plaque|forming|units plaque-forming|units"),
    ("CFU", "colony_forming_unit", "colony|forming|units colony-forming|units"),
    ("FFU", "focus_forming_unit", "focus|forming|units"),
    ("IFU", "infectious_unit", "infectious|units infectious|unit"),
    ("TCID50", "tissue_culture_infectious_dose", "TCID₅₀"),
    ("vp", "virus_particle", "VP viral|particles virus|particles capsids"),
    ("particles", "single_particle", "particle"),
    ("beads", "bead", "bead"),
    ("IU", "international_unit", "international|units international|unit"),
    ("EU", "endotoxin_unit", "endotoxin|units endotoxin|unit"),
    ("U", "activity_unit", "units unit"),
    ("kU", "kiloactivity_unit", ""),
    ("bp", "base_pair", "base|pairs basepairs"),
    ("kb", "kilobase_pair", "kbp kilobases"),
    ("nt", "nucleotide", "nucleotides"),
)
# Read and compared like the others; pint is asked for their factors when one is met.
RARE: tuple[Row, ...] = (
    ("psi", "psi", "PSI psig"),
    ("bar", "bar", "bars"),
    ("mbar", "millibar", "millibars"),
    ("Pa", "pascal", "pascals"),
    ("kPa", "kilopascal", "kilopascals"),
    ("hPa", "hectopascal", ""),
    ("MPa", "megapascal", ""),
    ("mmHg", "mmHg", "mm|Hg"),
    ("V", "volt", "volt volts"),
    ("mV", "millivolt", "millivolts"),
    ("kV", "kilovolt", "kilovolts"),
    ("mA", "milliampere", ""),
    ("µA", "microampere", "uA"),
    ("µF", "microfarad", "uF"),
    ("Ω", "ohm", "ohm ohms"),
    ("kΩ", "kiloohm", "kohm"),
    ("W", "watt", "watts"),
    ("J", "joule", "joules"),
    ("Hz", "hertz", "hertz"),
    ("kHz", "kilohertz", ""),
    ("MHz", "megahertz", ""),
    ("mS", "millisiemens", ""),
    ("µS", "microsiemens", "uS"),
    ("Osm", "osmole", "Osmol"),
    ("mOsm", "milliosmole", "mOsmol mosmol mosm mOsmoles"),
    ("Da", "dalton", "dalton daltons"),
    ("kDa", "kilodalton", "kilodaltons kd kD"),
    ("Gy", "gray", ""),
    ("lux", "lux", ""),
    ("NTU", "turbidity_unit", ""),
    ("OD", "optical_density", "AU"),
    ("RLU", "relative_light_unit", ""),
    ("inch", "inch", "inches"),
    ("% air saturation", "percent_air_saturation", "%|air|sat %|air|sat. %|a.s. %|of|air|saturation %DO %|DO"),
    ("vessel volumes", "vessel_volume", "vessel|volume reactor|volumes reactor|volume"),
    ("VVD", "vessel_volume_per_day", ""),
    ("VVM", "vessel_volume_per_minute", ""),
    ("CV", "column_volume", "column|volumes column|volume CVs"),
    ("DV", "diavolume", "diavolumes diavolume DVs"),
    ("LMH", "flux_lmh", ""),
    ("points", "point_of_scale", "point percentage|points"),
    ("fold", "fold", "-fold"),
    ("log10", "log_ten", "log logs log₁₀ log10|reduction log|reduction"),
    ("population doublings", "population_doubling", "PD PDL population|doubling doublings"),
    ("passages", "passage", "passage"),
    ("wells", "well", "well"),
    ("doses", "dose", "dose"),
    ("flasks", "flask", "flask"),
    ("tubes", "tube", "tube"),
    ("vials", "vial", "vial"),
    ("bags", "process_bag", "bag"),
    ("plates", "plate", "plate"),
    ("dishes", "dish", "dish"),
    ("reactions", "reaction", "reaction rxn rxns"),
    ("samples", "sample", "sample"),
)
ALL: tuple[Row, ...] = (*TIME, *TEMPERATURE, *SPEED, *MATTER, *COUNTED, *RARE)

# What stands under a stroke is written in the singular: "TU/cell", "vessel volumes/day".
SINGULAR = {
    "cells": "cell",
    "viable cells": "viable cell",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "years": "year",
    "copies": "copy",
    "wells": "well",
    "doses": "dose",
    "beads": "bead",
    "particles": "particle",
    "passages": "passage",
    "flasks": "flask",
    "tubes": "tube",
    "vials": "vial",
    "bags": "bag",
    "plates": "plate",
    "dishes": "dish",
    "reactions": "reaction",
    "samples": "sample",
    "vessel volumes": "vessel volume",
}
# These say another thing in another case, or a word or name: only as written in the table.
CASE_MATTERS = frozenset(
    "m M mm mM µm µM um uM nm nM pm pM K s g Pa kPa hPa MPa V mV kV W J mS µS uS PD GC gc vc VC VP in Da U "
    "OD AU log DO Hz bar Gy d c. nt kb C F DV CV DVs CVs oC kD X".split()
)
# Near misses of a unit by case that are something else: magnesium, newton metre, a name.
NOT_UNITS = frozenset("Mg Nm Ng Pg Ms Ds Kg/M Min/ Cm/ Us UM PM NM MM".split())
# Spelled in lower case by folding of a question, these still are what they are.
FOLDED_STILL = {"c": "°C", "gc": "GC", "vp": "vp", "kpa": "kPa", "mv": "mV", "hz": "Hz"}
# Units under which a bare number stands in a table; they say that there is none.
NO_UNIT = frozenset({"", "-", "–", "—", "n/a", "na", "none", "ph", "ph units", "ratio", "score", "1", "dimensionless"})
# Words of a count that say which cells are counted; they stay in the text of a quantity.
CELL_QUALIFIERS = (
    r"(?:(?:viable|live|total|nucleated|transduced|transfected|CAR\+?|CAR[- ]positive|CD\d{1,3}\+?|T|B|NK|iPS|iPSC|"
    r"HEK\d{3}T?|stem|mononuclear)[ -]){1,3}(?=cells?\b)"
)
