"""The standard's numbers against its tables, and the firmware's against what its reference says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire import j1772
from pilotwire.j1772 import CircuitError, OfferKind, PilotState, ServiceLevel, continuous_a, duty_percent, offer

WHOLE_AMPS = range(j1772.MIN_CURRENT_A, j1772.MAX_CURRENT_A + 1)
MEASURED = 1e-9
"""Room for binary fractions, nothing else."""

offerable_a = st.floats(6, 80)
duties = st.floats(0, 100)
loads_ohm = st.floats(0, 1e6)

# Current, then the duty cycle of the firmware and of the standard, to the decimals of the reference's table.
DUTY_TABLE = [
    (6, 9.975, 10.000),
    (8, 13.300, 13.333),
    (10, 16.625, 16.667),
    (12, 19.950, 20.000),
    (13, 21.6125, 21.667),
    (16, 26.600, 26.667),
    (20, 33.250, 33.333),
    (24, 39.900, 40.000),
    (32, 53.200, 53.333),
    (40, 66.500, 66.667),
    (48, 79.800, 80.000),
    (51, 84.7875, 85.000),
    (52, 84.800, 84.800),
    (53, 85.200, 85.200),
    (64, 89.600, 89.600),
    (80, 96.000, 96.000),
]
FIRMWARE_READ_TABLE = [
    (8, 7.98),
    (10, 9.975),
    (12, 11.97),
    (16, 15.96),
    (24, 23.94),
    (32, 31.92),
    (48, 47.88),
    (52, 50.88),
    (53, 53.0),
    (64, 64.0),
    (80, 80.0),
]


class TestDutyCycle:
    @pytest.mark.parametrize(("current_a", "_firmware", "standard"), DUTY_TABLE)
    def test_the_standard_duty_is_that_of_the_table(self, current_a: int, _firmware: float, standard: float) -> None:
        assert duty_percent(current_a) == pytest.approx(standard, abs=0.0005)

    @pytest.mark.parametrize(("current_a", "firmware", "_standard"), DUTY_TABLE)
    def test_the_firmware_duty_is_that_of_its_timer(self, current_a: int, firmware: float, _standard: float) -> None:
        assert j1772.firmware_duty_percent(current_a) == pytest.approx(firmware, abs=MEASURED)

    @pytest.mark.parametrize(("current_a", "read_a"), FIRMWARE_READ_TABLE)
    def test_a_car_reads_the_firmware_duty_as_the_table_says(self, current_a: int, read_a: float) -> None:
        assert offer(j1772.firmware_duty_percent(current_a)).current_a == pytest.approx(read_a, abs=MEASURED)

    def test_the_firmwares_6_a_fall_into_the_band_that_means_6_a(self) -> None:
        assert offer(j1772.firmware_duty_percent(6)).current_a == 6.0

    @pytest.mark.parametrize("current_a", WHOLE_AMPS)
    def test_the_firmware_rounds_down_by_a_quarter_of_a_per_cent_at_most(self, current_a: int) -> None:
        shortfall = 1 - j1772.firmware_duty_percent(current_a) / duty_percent(current_a)
        assert -MEASURED <= shortfall <= 0.0025 + MEASURED

    @pytest.mark.parametrize("current_a", [-1, 0, 5, 5.99, 80.01, 100, float("nan"), float("inf")])
    def test_a_current_the_pilot_cannot_say_is_refused(self, current_a: float) -> None:
        with pytest.raises(ValueError, match="stop the square wave"):
            duty_percent(current_a)

    @pytest.mark.parametrize("current_a", [-1, 0, 5, 81])
    def test_the_firmwares_formula_refuses_the_same(self, current_a: int) -> None:
        with pytest.raises(ValueError, match="stop the square wave"):
            j1772.firmware_duty_percent(current_a)

    @given(st.floats(6, 51) | st.floats(52.51, 80))
    def test_a_car_reads_back_the_current_meant(self, current_a: float) -> None:
        assert offer(duty_percent(current_a)).current_a == pytest.approx(current_a, rel=MEASURED)

    @given(st.floats(51, 52.5, exclude_min=True))
    def test_just_above_51_a_a_car_reads_up_to_an_ampere_and_a_half_less(self, current_a: float) -> None:
        assert 0 <= current_a - offer(duty_percent(current_a)).current_a <= 1.5

    @given(offerable_a)
    def test_a_car_never_reads_more_than_was_meant(self, current_a: float) -> None:
        assert offer(duty_percent(current_a)).current_a <= current_a + MEASURED

    @given(offerable_a)
    def test_a_duty_cut_to_two_decimals_is_within_a_hundredth_of_an_ampere_below_51_a(self, current_a: float) -> None:
        if current_a <= 51:
            assert offer(round(duty_percent(current_a), 2)).current_a <= current_a + 0.01

    @pytest.mark.parametrize("current_a", WHOLE_AMPS)
    def test_a_car_never_reads_more_than_the_firmware_meant(self, current_a: int) -> None:
        assert offer(j1772.firmware_duty_percent(current_a)).current_a <= current_a + MEASURED

    @given(st.tuples(st.floats(6, 51), st.floats(6, 51)) | st.tuples(st.floats(51.001, 80), st.floats(51.001, 80)))
    def test_more_current_is_more_duty_within_each_formula(self, currents_a: tuple[float, float]) -> None:
        less_a, more_a = sorted(currents_a)
        assert duty_percent(less_a) <= duty_percent(more_a)


class TestOffer:
    @pytest.mark.parametrize("duty", [0, 1, 2.99, 7.01, 7.5, 7.99, 97.01, 99, 100])
    def test_nothing_is_offered_outside_the_bands(self, duty: float) -> None:
        assert offer(duty) == j1772.Offer(OfferKind.NONE, 0.0)

    @pytest.mark.parametrize("duty", [3, 4.5, 5, 7])
    def test_around_5_per_cent_the_current_is_agreed_digitally(self, duty: float) -> None:
        assert offer(duty) == j1772.Offer(OfferKind.DIGITAL, 0.0)

    @pytest.mark.parametrize(
        ("duty", "current_a"),
        [(8, 6), (9.99, 6), (10, 6), (50, 30), (85, 51), (85.01, 52.525), (96, 80), (96.01, 80), (97, 80)],
    )
    def test_the_bands_meet_where_the_standard_says(self, duty: float, current_a: float) -> None:
        assert offer(duty).kind is OfferKind.CURRENT
        assert offer(duty).current_a == pytest.approx(current_a, rel=MEASURED)

    @given(st.floats(8, 97), st.floats(8, 97))
    def test_more_duty_is_never_less_current(self, one: float, other: float) -> None:
        assert offer(min(one, other)).current_a <= offer(max(one, other)).current_a

    @given(duties)
    def test_an_offer_is_a_current_of_6_to_80_a_or_none_at_all(self, duty: float) -> None:
        read = offer(duty)
        if read.kind is OfferKind.CURRENT:
            assert 6 <= read.current_a <= 80 + MEASURED
        else:
            assert read.current_a == 0

    @pytest.mark.parametrize("duty", [-0.1, 100.1, float("nan")])
    def test_what_is_no_duty_cycle_is_refused(self, duty: float) -> None:
        with pytest.raises(ValueError, match="between 0 and 100"):
            offer(duty)


# State, load, then the volts of the reference's table, and its counts on a real board.
VEHICLE_TABLE = [
    (PilotState.A, 12.00, 930),
    (PilotState.B, 8.98, 836),
    (PilotState.C, 5.99, 743),
    (PilotState.D, 2.93, 648),
]


class TestPilotVoltage:
    @pytest.mark.parametrize(("state", "volts", "_counts"), VEHICLE_TABLE)
    def test_a_good_car_makes_the_voltages_of_the_table(self, state: PilotState, volts: float, _counts: int) -> None:
        assert j1772.pilot_high_mv(j1772.EV_LOAD_OHM[state]) == pytest.approx(volts * 1000, abs=5)

    @pytest.mark.parametrize(("state", "_volts", "_counts"), VEHICLE_TABLE)
    def test_a_good_car_is_in_the_range_of_its_state(self, state: PilotState, _volts: float, _counts: int) -> None:
        assert j1772.classify_standard(j1772.pilot_high_mv(j1772.EV_LOAD_OHM[state])) is state

    @pytest.mark.parametrize(("state", "_volts", "counts"), VEHICLE_TABLE)
    def test_a_real_board_reads_the_counts_of_the_table(self, state: PilotState, _volts: float, counts: int) -> None:
        reading = j1772.pilot_counts(j1772.pilot_high_mv(j1772.EV_LOAD_OHM[state]))
        assert reading == pytest.approx(counts, abs=1)

    def test_the_loads_are_those_of_the_standard(self) -> None:
        assert j1772.EV_STATE_B_OHM == 2740
        assert pytest.approx(882, abs=0.5) == j1772.EV_STATE_C_OHM
        assert pytest.approx(246, abs=0.5) == j1772.EV_STATE_D_OHM

    @given(st.none() | loads_ohm)
    def test_a_diode_keeps_the_low_half_wave_at_minus_12_v(self, load_ohm: float | None) -> None:
        assert j1772.pilot_low_mv(load_ohm, diode=True) == -12_000

    @pytest.mark.parametrize(
        ("load_ohm", "volts"), [(j1772.EV_STATE_B_OHM, -8.8), (j1772.EV_STATE_C_OHM, -5.6), (None, -12)]
    )
    def test_without_a_diode_the_load_pulls_the_low_half_wave_up(self, load_ohm: float | None, volts: float) -> None:
        assert j1772.pilot_low_mv(load_ohm, diode=False) == pytest.approx(volts * 1000, abs=50)

    @given(loads_ohm)
    def test_without_a_diode_both_half_waves_are_alike(self, load_ohm: float) -> None:
        assert j1772.pilot_low_mv(load_ohm, diode=False) == -j1772.pilot_high_mv(load_ohm, diode=False)

    @given(loads_ohm, loads_ohm)
    def test_a_smaller_load_never_raises_the_voltage(self, one_ohm: float, other_ohm: float) -> None:
        lighter, heavier = max(one_ohm, other_ohm), min(one_ohm, other_ohm)
        assert j1772.pilot_high_mv(heavier) <= j1772.pilot_high_mv(lighter) <= j1772.pilot_high_mv(None)

    @pytest.mark.parametrize(("load_ohm", "source_ohm"), [(-1, 1000), (1000, 0), (1000, -5)])
    def test_an_impossible_circuit_is_refused(self, load_ohm: float, source_ohm: float) -> None:
        with pytest.raises(ValueError, match="0 ohm"):
            j1772.pilot_high_mv(load_ohm, source_ohm=source_ohm)


class TestClassifyStandard:
    @pytest.mark.parametrize("state", PilotState)
    def test_each_state_owns_its_nominal_voltage_and_both_ends(self, state: PilotState) -> None:
        level = j1772.STATE_LEVELS[state]
        assert {j1772.classify_standard(mv) for mv in (level.min_mv, level.nominal_mv, level.max_mv)} == {state}

    @pytest.mark.parametrize("high_mv", [12_601, 11_399, 9_561, 8_359, 6_491, 5_479, 3_251, 2_619, 1_001, -1_001])
    def test_between_the_ranges_there_is_no_state(self, high_mv: int) -> None:
        assert j1772.classify_standard(high_mv) is None

    def test_no_two_ranges_overlap(self) -> None:
        ranges = sorted((level.min_mv, level.max_mv) for level in j1772.STATE_LEVELS.values())
        assert all(upper[0] > lower[1] for lower, upper in pairwise(ranges))


class TestThresholds:
    @pytest.mark.parametrize(
        ("volts", "counts"),
        [(12, 930), (9, 837), (6, 743), (4.5, 697), (3, 650), (0, 556), (-9, 276), (-12, 182)],
    )
    def test_the_schematics_converter_is_that_of_the_table(self, volts: float, counts: int) -> None:
        assert j1772.pilot_counts(volts * 1000) == pytest.approx(counts, abs=1)

    @pytest.mark.parametrize(("volts", "counts"), [(12, 921), (9, 828), (6, 735), (3, 642), (0, 549), (-12, 177)])
    def test_the_recorded_boards_converter_is_549_and_31_per_volt(self, volts: float, counts: int) -> None:
        assert j1772.BOARD_ADC.counts(volts * 1000) == counts

    @pytest.mark.parametrize(
        ("counts", "volts"),
        [
            (j1772.PILOT_AB_COUNTS, 10.22),
            (j1772.PILOT_BC_COUNTS, 7.17),
            (j1772.PILOT_CD_COUNTS, 4.28),
            (j1772.PILOT_DIODE_COUNTS, -9.51),
        ],
    )
    def test_on_a_real_board_the_thresholds_lie_where_the_table_says(self, counts: int, volts: float) -> None:
        assert j1772.SCHEMATIC_ADC.threshold_mv(counts) == pytest.approx(volts * 1000, abs=6)

    @pytest.mark.parametrize(
        ("threshold_mv", "counts"),
        [
            (j1772.PILOT_AB_MV, j1772.PILOT_AB_COUNTS),
            (j1772.PILOT_BC_MV, j1772.PILOT_BC_COUNTS),
            (j1772.PILOT_CD_MV, j1772.PILOT_CD_COUNTS),
            (j1772.PILOT_DIODE_MV, j1772.PILOT_DIODE_COUNTS),
        ],
    )
    def test_a_threshold_in_mv_is_the_first_to_read_its_counts(self, threshold_mv: int, counts: int) -> None:
        assert j1772.BOARD_ADC.counts(threshold_mv) == counts
        assert j1772.BOARD_ADC.counts(threshold_mv - 1) == counts - 1

    @given(st.sampled_from([j1772.BOARD_ADC, j1772.SCHEMATIC_ADC]), st.integers(-12_000, 12_000), st.integers(1, 1022))
    def test_comparing_mv_is_comparing_counts(self, adc: j1772.PilotAdc, voltage_mv: int, counts: int) -> None:
        assert (voltage_mv >= adc.threshold_mv(counts)) == (adc.counts(voltage_mv) >= counts)

    @pytest.mark.parametrize(("voltage_mv", "counts"), [(-100_000, 0), (100_000, 1023)])
    def test_a_converter_ends_at_its_ends(self, voltage_mv: int, counts: int) -> None:
        assert j1772.SCHEMATIC_ADC.counts(voltage_mv) == counts

    def test_10_5_v_was_recorded_as_a_car_and_10_8_v_as_none(self) -> None:
        assert 10_500 < j1772.PILOT_AB_MV <= 10_800

    def test_7_5_v_was_recorded_as_b_and_7_2_v_as_c(self) -> None:
        assert 7_200 < j1772.PILOT_BC_MV <= 7_500

    def test_4_8_v_was_recorded_as_c_and_4_5_v_as_d(self) -> None:
        assert 4_500 < j1772.PILOT_CD_MV <= 4_800

    def test_every_range_of_the_standard_falls_between_the_thresholds(self) -> None:
        levels = j1772.STATE_LEVELS
        assert levels[PilotState.A].min_mv >= j1772.PILOT_AB_MV > levels[PilotState.B].max_mv
        assert levels[PilotState.B].min_mv >= j1772.PILOT_BC_MV > levels[PilotState.C].max_mv
        assert levels[PilotState.C].min_mv >= j1772.PILOT_CD_MV > levels[PilotState.D].max_mv
        assert levels[PilotState.D].min_mv >= j1772.PILOT_DE_MV > levels[PilotState.E].max_mv

    @pytest.mark.parametrize("load_ohm", [j1772.EV_STATE_B_OHM, j1772.EV_STATE_C_OHM, j1772.EV_STATE_D_OHM])
    def test_a_missing_diode_shows_in_every_state(self, load_ohm: float) -> None:
        assert j1772.pilot_low_mv(load_ohm, diode=False) >= j1772.PILOT_DIODE_MV > j1772.PILOT_NEGATIVE_MV


class TestProximity:
    @pytest.mark.parametrize(("rating_a", "nominal_ohm"), [(63, 100), (32, 220), (20, 680), (13, 1500)])
    @pytest.mark.parametrize("tolerance", [0.97, 1.0, 1.03])
    def test_a_coding_resistor_is_known_with_its_tolerance(
        self, rating_a: int, nominal_ohm: float, tolerance: float
    ) -> None:
        assert j1772.CABLE_OHM[rating_a] == nominal_ohm
        assert j1772.cable_rating_a(nominal_ohm * tolerance) == rating_a
        reading = j1772.proximity_counts(j1772.proximity_mv(nominal_ohm * tolerance))
        assert j1772.firmware_cable_rating_a(reading) == rating_a

    @pytest.mark.parametrize(
        ("resistance_ohm", "rating_a"),
        [(79, None), (80, 63), (140, 32), (308, 20), (936, 13), (2_459, 13), (2_460, None), (0, None)],
    )
    def test_a_resistance_on_an_edge_means_the_smaller_cable(self, resistance_ohm: float, rating_a: int | None) -> None:
        assert j1772.cable_rating_a(resistance_ohm) == rating_a

    @pytest.mark.parametrize(
        ("counts", "rating_a"),
        [
            *((0, 0), (47, 0), (48, 63), (139, 63), (140, 32), (300, 32)),
            *((301, 20), (515, 20), (516, 13), (819, 13), (820, 0), (1023, 0)),
        ],
    )
    def test_the_firmware_decides_at_the_counts_of_its_table(self, counts: int, rating_a: int) -> None:
        assert j1772.firmware_cable_rating_a(counts) == rating_a

    @pytest.mark.parametrize(
        ("below_ohm", "above_ohm", "below_a", "above_a"),
        [(47, 50, 0, 63), (156, 160, 63, 32), (412, 418, 32, 20), (1_008, 1_018, 20, 13), (3_970, 4_040, 13, 0)],
    )
    def test_the_firmwares_bands_in_ohm_are_those_of_the_table(
        self, below_ohm: float, above_ohm: float, below_a: int, above_a: int
    ) -> None:
        decided = [
            j1772.firmware_cable_rating_a(j1772.proximity_counts(j1772.proximity_mv(ohm)))
            for ohm in (below_ohm, above_ohm)
        ]
        assert decided == [below_a, above_a]

    @pytest.mark.parametrize(("resistance_ohm", "counts"), [(100, 93), (220, 185), (680, 415), (1500, 615)])
    def test_the_nominal_readings_are_those_of_the_table(self, resistance_ohm: float, counts: int) -> None:
        assert j1772.proximity_counts(j1772.proximity_mv(resistance_ohm)) == pytest.approx(counts, abs=1)

    # The station's own cable limit in the recorded sweep of the proximity pin; 63 A cables left the limit at its 32 A.
    @pytest.mark.parametrize(
        ("voltage_mv", "rating_a"), [(200, 0), (500, 63), (800, 32), (1_100, 32), (1_400, 32), (1_700, 20), (2_300, 20)]
    )
    def test_a_voltage_is_decided_as_it_was_recorded(self, voltage_mv: int, rating_a: int) -> None:
        assert j1772.firmware_cable_rating_a(j1772.proximity_counts(voltage_mv)) == rating_a

    def test_an_open_contact_reads_full_scale_and_a_short_nothing(self) -> None:
        assert j1772.proximity_counts(j1772.proximity_mv(None)) == 1023
        assert j1772.proximity_counts(j1772.proximity_mv(0.0)) == 0

    @given(loads_ohm)
    def test_the_pin_stays_between_earth_and_its_supply(self, resistance_ohm: float) -> None:
        assert 0 <= j1772.proximity_mv(resistance_ohm) <= j1772.proximity_mv(None) == 5_000

    @given(loads_ohm)
    def test_a_thinner_cable_is_never_taken_for_a_thicker_one_by_a_higher_resistance(
        self, resistance_ohm: float
    ) -> None:
        rated = j1772.cable_rating_a(resistance_ohm)
        thinner = j1772.cable_rating_a(resistance_ohm * 1.5)
        assert rated is None or thinner is None or thinner <= rated

    def test_a_negative_resistance_is_refused(self) -> None:
        with pytest.raises(ValueError, match="0 ohm or more"):
            j1772.proximity_mv(-1)

    @pytest.mark.parametrize("counts", [-1, 1024])
    def test_a_reading_the_converter_cannot_give_is_refused(self, counts: int) -> None:
        with pytest.raises(ValueError, match="between 0 and 1023"):
            j1772.firmware_cable_rating_a(counts)

    def test_the_type_1_handle_differs_from_every_cable_code(self) -> None:
        assert j1772.HANDLE_LATCHED_OHM == 150
        assert j1772.HANDLE_PRESSED_OHM == 480
        assert not {j1772.HANDLE_LATCHED_OHM, j1772.HANDLE_PRESSED_OHM} & set(j1772.CABLE_OHM.values())


class TestSupply:
    @pytest.mark.parametrize(
        ("name", "current_a"),
        [
            *(("bs1363", 10), ("schuko", 13)),
            *(("iec60309-16-1ph", 16), ("iec60309-32-1ph", 32), ("iec60309-16-3ph", 16), ("iec60309-32-3ph", 32)),
            *(("nema-5-15", 12), ("nema-5-20", 16), ("nema-tt-30", 24), ("nema-6-20", 16)),
            *(("nema-6-50", 40), ("nema-14-30", 24), ("nema-14-50", 40)),
        ],
    )
    def test_a_plug_carries_its_continuous_rating(self, name: str, current_a: int) -> None:
        assert continuous_a(j1772.SUPPLIES[name]) == current_a

    @pytest.mark.parametrize("name", ["hardwired-uk-1ph", "hardwired-uk-3ph", "hardwired-eu-1ph", "hardwired-eu-3ph"])
    @pytest.mark.parametrize(("breaker_a", "current_a"), [(6, 6), (16, 16), (32, 32), (80, 80), (125, 80)])
    def test_a_european_circuit_carries_its_breakers_rating(self, name: str, breaker_a: int, current_a: int) -> None:
        assert continuous_a(j1772.SUPPLIES[name], breaker_a) == current_a

    @pytest.mark.parametrize(
        ("breaker_a", "current_a"), [(15, 12), (20, 16), (25, 20), (40, 32), (50, 40), (60, 48), (100, 80), (125, 80)]
    )
    def test_an_american_circuit_carries_80_per_cent_of_its_breaker(self, breaker_a: int, current_a: int) -> None:
        assert continuous_a(j1772.SUPPLIES["hardwired-us"], breaker_a) == current_a

    @pytest.mark.parametrize(
        ("name", "breaker_a", "current_a"),
        [("nema-14-50", 40, 32), ("nema-14-50", 60, 40), ("iec60309-32-1ph", 20, 20), ("schuko", 10, 10)],
    )
    def test_the_smaller_of_plug_and_breaker_decides(self, name: str, breaker_a: int, current_a: int) -> None:
        assert continuous_a(j1772.SUPPLIES[name], breaker_a) == current_a

    @pytest.mark.parametrize("name", [name for name, supply in j1772.SUPPLIES.items() if supply.plug_a is None])
    def test_a_hard_wired_supply_must_be_told_its_breaker(self, name: str) -> None:
        with pytest.raises(CircuitError, match="say the breaker's rating"):
            continuous_a(j1772.SUPPLIES[name])

    def test_a_circuit_too_small_for_6_a_is_refused_with_what_it_takes(self) -> None:
        with pytest.raises(CircuitError, match="takes 8 A or more"):
            continuous_a(j1772.SUPPLIES["hardwired-us"], 7)
        assert continuous_a(j1772.SUPPLIES["hardwired-us"], 8) == 6

    @given(st.sampled_from(sorted(j1772.SUPPLIES)), st.integers(8, 500))
    def test_what_is_carried_can_be_offered_and_never_exceeds_plug_or_breaker(self, name: str, breaker_a: int) -> None:
        supply = j1772.SUPPLIES[name]
        current_a = continuous_a(supply, breaker_a)
        assert offer(duty_percent(current_a)).kind is OfferKind.CURRENT
        assert current_a <= min(breaker_a, supply.plug_a or breaker_a)

    @pytest.mark.parametrize("supply", j1772.SUPPLIES.values(), ids=j1772.SUPPLIES.keys())
    def test_every_supply_says_where_its_rating_comes_from(self, supply: j1772.SupplyType) -> None:
        assert supply.source
        assert supply.description

    @pytest.mark.parametrize("supply", j1772.SUPPLIES.values(), ids=j1772.SUPPLIES.keys())
    def test_the_level_follows_from_the_voltage(self, supply: j1772.SupplyType) -> None:
        assert (supply.level is ServiceLevel.L1) == (supply.voltage_v == 120)

    def test_three_phases_are_where_the_name_says_so(self) -> None:
        assert {name for name, supply in j1772.SUPPLIES.items() if supply.phases == 3} == {
            name for name in j1772.SUPPLIES if name.endswith("3ph")
        }

    def test_the_levels_assume_120_and_240_v(self) -> None:
        assert [(level.value, level.nominal_v) for level in ServiceLevel] == [(1, 120), (2, 240)]
