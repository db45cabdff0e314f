# SPDX-License-Identifier: Apache-2.0
"""The Core Business Vocabulary 2.0 as tables: each word short, as a web URI, and as the URN of version 1.2."""

from typing import Final, NamedTuple

CBV: Final = "https://ref.gs1.org/cbv/"
GS1: Final = "https://ref.gs1.org/voc/"
GS1_FORMERLY: Final = "https://gs1.org/voc/"
"""As the first contexts of EPCIS 2.0 have it: the same words."""
EPCIS: Final = "https://ref.gs1.org/epcis/"
CBV_MASTER_DATA: Final = "urn:epcglobal:cbv:mda"
"""As XML declares it (CBV 2.0 §9); contexts of JSON-LD put a colon behind it, and mean the same."""
_URN: Final = "urn:epcglobal:cbv:"


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


BIZ_STEPS: Final = _listed(
    """
    accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
    unloading unpacking void_shipping
    """
)
DISPOSITIONS: Final = _listed(
    """
    active available completeness_inferred completeness_verified conformant container_closed container_open damaged
    destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
    mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed
    recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown
    """
)
BIZ_TRANSACTION_TYPES: Final = _listed(
    """
    bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt
    """
)
"""There is none for a warehouse receipt: a type of one's own is a URI."""
SOURCE_DESTINATION_TYPES: Final = ("owning_party", "possessing_party", "location")
ERROR_REASONS: Final = ("did_not_occur", "incorrect_data")
COMPONENTS: Final = _listed(
    """
    x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude
    longitude altitude
    """
)
SENSOR_ALERTS: Final = ("ALARM_CONDITION", "ERROR_CONDITION")
MEASUREMENTS: Final = _listed(
    """
    AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
    AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
    Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
    ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
    Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
    LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
    MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
    RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed
    SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction
    VolumetricFlux Wavenumber
    """
)


class Vocabulary(NamedTuple):
    """One list of words: what stands before each in a web URI, and in a URN of version 1.2 (nothing: it has none)."""

    words: tuple[str, ...]
    web: str
    urn: str = ""

    def uri(self, text: str) -> str:
        """A word as its web URI; a URN of 1.2 likewise; any other URI as it is, but for GS1's former address."""
        found = _URIS[self.web].get(text)
        if found is not None:
            return found
        return GS1 + text[len(GS1_FORMERLY) :] if text.startswith(GS1_FORMERLY) else text

    def word(self, text: str) -> str:
        """A web URI or a URN of 1.2 as its short word; any other text as it is."""
        return _WORDS[self.web].get(text, text)

    def urn_of(self, text: str) -> str:
        """A word or its web URI as the URN of version 1.2, where it has one."""
        short = self.word(text)
        return f"{self.urn}{short}" if self.urn and short in self.words else text


BIZ_STEP: Final = Vocabulary(BIZ_STEPS, f"{CBV}BizStep-", f"{_URN}bizstep:")
DISPOSITION: Final = Vocabulary(DISPOSITIONS, f"{CBV}Disp-", f"{_URN}disp:")
BIZ_TRANSACTION_TYPE: Final = Vocabulary(BIZ_TRANSACTION_TYPES, f"{CBV}BTT-", f"{_URN}btt:")
SOURCE_DESTINATION_TYPE: Final = Vocabulary(SOURCE_DESTINATION_TYPES, f"{CBV}SDT-", f"{_URN}sdt:")
ERROR_REASON: Final = Vocabulary(ERROR_REASONS, f"{CBV}ER-", f"{_URN}er:")
COMPONENT: Final = Vocabulary(COMPONENTS, f"{CBV}Comp-")
SENSOR_ALERT: Final = Vocabulary(SENSOR_ALERTS, GS1)
MEASUREMENT: Final = Vocabulary(MEASUREMENTS, GS1)
VOCABULARIES: Final = (BIZ_STEP, DISPOSITION, BIZ_TRANSACTION_TYPE, SOURCE_DESTINATION_TYPE, ERROR_REASON, COMPONENT)

URNS: Final = {
    **{one.urn: one.web for one in VOCABULARIES if one.urn},
}
"""What begins a URN of version 1.2 → what begins its web URI."""


def _uris(one: Vocabulary) -> dict[str, str]:
    return {f"{form}{word}": f"{one.web}{word}" for form in ("", *_former(one)) for word in one.words}


def _words(one: Vocabulary) -> dict[str, str]:
    """Measurements and alerts share what stands before them, and have no word in common."""
    prefix, namespace = ("gs1:", GS1) if one.web == GS1 else ("cbv:", CBV)
    forms = [one.web, prefix + one.web.removeprefix(namespace), *_former(one)]
    return {f"{form}{word}": word for form in forms for word in one.words}


def _former(one: Vocabulary) -> tuple[str, ...]:
    """What stood before its words in earlier versions."""
    return (GS1_FORMERLY,) if one.web == GS1 else (one.urn,) if one.urn else ()


_URIS: Final[dict[str, dict[str, str]]] = {}
_WORDS: Final[dict[str, dict[str, str]]] = {}
for _one in (*VOCABULARIES, SENSOR_ALERT, MEASUREMENT):
    _URIS.setdefault(_one.web, {}).update(_uris(_one))
    _WORDS.setdefault(_one.web, {}).update(_words(_one))
