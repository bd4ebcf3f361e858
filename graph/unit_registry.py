"""Pint's registry with the units of cell and gene therapy: the authority on sizes and dimensions.

Built when the first unit is met that the table of `units` does not resolve. What is counted is a
dimension of its own: cells are not vector genomes, relative centrifugal force is no acceleration of
a known rotor, a per cent of a whole is no bare number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

_COUNTED = (
    "cell genome_copy base_pair nucleotide virus_particle single_particle bead point_of_scale fold optical_density "
    "relative_light_unit turbidity_unit vessel_volume column_volume diavolume log_ten population_doubling passage "
    "well dose flask tube vial process_bag plate dish reaction sample strength percent_of_whole "
    "percent_air_saturation part_per_million osmole rcf"
).split()
_DEFINITIONS = (
    *(f"{name} = [{name}]" for name in _COUNTED),
    "vector_genome = [vg]",
    "copy = [copies]",
    "transducing_unit = [tu]",
    "plaque_forming_unit = [pfu]",
    "colony_forming_unit = [cfu]",
    "focus_forming_unit = [ffu]",
    "infectious_unit = [ifu]",
    "tissue_culture_infectious_dose = [tcid50]",
    "international_unit = [iu]",
    "endotoxin_unit = [eu]",
    "activity_unit = [activity_unit]",
    "kiloactivity_unit = 1000 * activity_unit",
    "kilobase_pair = 1000 * base_pair",
    "milliosmole = 0.001 * osmole",
    "part_per_billion = 0.001 * part_per_million",
    "rotor_rpm = [rpm]",
    "vessel_volume_per_day = vessel_volume / day",
    "vessel_volume_per_minute = vessel_volume / minute",
    "flux_lmh = liter / meter ** 2 / hour",
)


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """The registry, built once a process."""
    import pint

    built: pint.UnitRegistry[float] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, on_redefinition="raise")
    for definition in _DEFINITIONS:
        built.define(definition)
    return built


@lru_cache(maxsize=512)
def size_of(name: str) -> tuple[float, float, tuple[tuple[str, int], ...]]:
    """Factor, offset and dimensions of a unit, by its name in the registry, against base units."""
    units = registry()
    zero = units.Quantity(0.0, name).to_base_units()
    offset = float(zero.magnitude)
    one = units.Quantity(1.0, f"delta_{name}" if offset else name).to_base_units()
    powers = [(str(dimension), round(float(str(power)))) for dimension, power in one.dimensionality.items()]
    return float(one.magnitude), offset, tuple(sorted(powers))
