"""The station: what can be asked of it. Pure; ``runtime`` gives it time, a controller and a store.

Every method takes the present and has had its whole effect on the station when it returns: claims are weighed, the
target is decided, events are ready to be taken. What the controller and the store still have to do about it is handed
out by ``link`` and ``take_records``. How all of it works together is in ``station_core``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from .boost_values import Boost
from .claim_desk import manual
from .claims import Claim, Client, Priority, Wish
from .commissioning import Commissioned, Inspection
from .commissioning_supplies import Supply
from .display import Message
from .eventlog import LogKind
from .events import Topic
from .limit_values import Limit
from .moment import Moment
from .price_list import PriceList
from .price_shelf import PriceOrigin
from .push import PushError, PushOutcome, parse_push
from .records import PricesRecord, ResetRecord, SunForecastRecord
from .schedule_values import ScheduleDraft
from .smart_charge import OFF_PEAK_HOURS, HoursAnswer, check_answer
from .station_cards import StationCards
from .status import DivertMode, Network, ServiceStatus
from .sun_forecast import SunForecast
from .vehicle import VehicleSource
from .writes import SetVoltage, Write


class Station(StationCards):
    """One charging station."""

    # -- claims --------------------------------------------------------------------------------------------------

    def claim(
        self,
        client: int,
        wish: Wish,
        moment: Moment,
        *,
        priority: int = Priority.API,
        why: str = "",
        lease_ms: int | None = None,
    ) -> None:
        """Make or replace a client's claim.

        Args:
            client: unsigned 32-bit number.
            wish: what it wants.
            moment: the present.
            priority: the higher one wins.
            why: for people, as a clause.
            lease_ms: how long it lasts unless made anew.

        Raises:
            ClaimsFullError: all slots are taken by others.

        """
        self._at(moment)
        self._desk.put(Claim(client, priority, wish, why, lease_ms), moment.elapsed_ms)
        self._settle()

    def release(self, client: int, moment: Moment) -> bool:
        """Drop a client's claim; says whether there was one."""
        self._at(moment)
        released = self._desk.release(client)
        self._settle()
        return released

    def override(self, wish: Wish, moment: Moment) -> None:
        """Override by hand, replacing an override that is in force."""
        self._at(moment)
        self._desk.put(manual(wish), moment.elapsed_ms)
        self._settle()

    def toggle_override(self, moment: Moment) -> None:
        """Release the override, or make one with the opposite of the target that ends at unplug."""
        self._at(moment)
        self._toggle_override()
        self._settle()

    def release_override(self, moment: Moment) -> bool:
        """Release the override; says whether there was one."""
        return self.release(Client.MANUAL, moment)

    # -- sources of claims ---------------------------------------------------------------------------------------

    def set_limit(self, limit: Limit, moment: Moment) -> None:
        """Limit this charge."""
        self._at(moment)
        self._limit.set(limit)
        self._settle()

    def clear_limit(self, moment: Moment) -> bool:
        """Forget the limit; says whether there was one."""
        self._at(moment)
        cleared = self._limit.clear()
        self._settle()
        return cleared

    def set_sun_forecast(self, forecast: SunForecast, moment: Moment) -> None:
        """Have this forecast in the place of the one before; one without slots withdraws it."""
        self._at(moment)
        self._sun_forecast = forecast
        self._versions = msgspec.structs.replace(self._versions, sun_forecast=self._versions.sun_forecast + 1)
        self._records.append(SunForecastRecord(forecast))
        self._tell(Topic.SUN_FORECAST)
        self._settle()

    def boost(self, asked: Boost, moment: Moment) -> None:
        """Charge now, whatever sun, schedule and plan want, in place of any boost that is under way."""
        self._at(moment)
        self._boost.start(asked, self._around())
        self._settle()

    def end_boost(self, moment: Moment) -> bool:
        """End the boost; says whether there was one."""
        self._at(moment)
        ended = self._boost.end()
        self._settle()
        return ended

    def put_schedule(self, drafts: Sequence[ScheduleDraft], moment: Moment) -> None:
        """Add or replace events, all or none.

        Raises:
            ScheduleError: there would be too many.

        """
        self._schedule.put(drafts)
        self._at(moment)
        self._schedule_changed()
        self._settle()

    def replace_schedule(self, drafts: Sequence[ScheduleDraft], moment: Moment) -> None:
        """Have these events and no others.

        Raises:
            ScheduleError: there would be too many.

        """
        self._schedule.replace(drafts)
        self._at(moment)
        self._schedule_changed()
        self._settle()

    def delete_schedule_event(self, event_id: int, moment: Moment) -> bool:
        """Delete an event; says whether it was there."""
        self._at(moment)
        deleted = self._schedule.delete(event_id)
        if deleted:
            self._schedule_changed()
        self._settle()
        return deleted

    def cancel_switch_delay(self, moment: Moment) -> bool:
        """Have what the schedule switches take effect now instead of after its random delay; says whether it waited."""
        self._at(moment)
        delayed = self._schedule.delayed
        if delayed is None or not self._schedule.cancel_delay():
            return False
        words = self._schedule.switch_words(delayed.switch)
        self._log(LogKind.INFORMATION, f"the random delay of {words} is cancelled by the owner (smart charge rules)")
        self._settle()
        return True

    def answer_off_peak(self, answer: HoursAnswer, moment: Moment) -> None:
        """Answer the off-peak hours that the smart charge rules have the station offer.

        Accepted they become events of the schedule, unless they have become that before and any event is left.

        Raises:
            OffPeakError: none are offered, or there is a schedule of one's own.

        """
        check_answer(answer, self._settings, self._schedule.events)
        if answer is HoursAnswer.ACCEPTED and not self._schedule.events:
            self._schedule.put(OFF_PEAK_HOURS)
            self._at(moment)
            self._schedule_changed()
        self.change_settings({"smart_charge_hours": answer.value}, moment)
        self._settle()

    def set_divert_mode(self, mode: DivertMode, moment: Moment) -> None:
        """Charge by the sun or not, until the settings or a timer say otherwise; a timer that does is not disturbed."""
        self._at(moment)
        self._set_divert_mode(mode)
        self._settle()

    def switch_shaper(self, moment: Moment, *, running: bool) -> None:
        """Run the current shaper or not, until the settings say otherwise."""
        self._at(moment)
        self._shaper.switch(running=running)
        self._tell(Topic.SHAPER_SWITCHED)
        self._settle()

    def push(
        self, values: Mapping[str, object], moment: Moment, *, source: VehicleSource = VehicleSource.HTTP
    ) -> PushOutcome:
        """Take over measurements of house and car that somebody sent, and act on them.

        Args:
            values: by name, as ``push.parse_push`` reads them.
            moment: the present.
            source: how they came; data about the car counts only if the settings name this source.

        Raises:
            PushError: a value that cannot be meant; nothing was taken, and the refusal is counted.

        """
        self._at(moment)
        try:
            outcome = parse_push(values, self._settings, self._feeds, self._vehicle, moment.elapsed_ms, source)
        except PushError as error:
            self._feeds = msgspec.structs.replace(
                self._feeds, rejected=self._feeds.rejected + 1, last_rejection=str(error)
            )
            raise
        self._feeds, self._vehicle = outcome.feeds, outcome.vehicle
        if outcome.voltage_v is not None and outcome.voltage_v != self._evse.voltage_v:
            self.link.request(SetVoltage(outcome.voltage_v))
        if outcome.divert:
            self._divert.sample(self._around())
            self._tell(Topic.DIVERT)
        if outcome.broadcast:
            self._tell(Topic.PUSHED, values)
        self._settle()
        return outcome

    def set_prices(self, prices: PriceList, moment: Moment, *, origin: PriceOrigin = PriceOrigin.POSTED) -> None:
        """Have these prices in the place of what came from the same origin before; which origin counts, settings say.

        What was posted is kept; other sources are asked again at the next start.
        """
        self._at(moment)
        self._prices.put(origin, prices)
        self._versions = msgspec.structs.replace(self._versions, prices=self._versions.prices + 1)
        if origin is PriceOrigin.POSTED:
            self._records.append(PricesRecord(prices))
        self._settle()

    def clear_prices(self, moment: Moment, *, origin: PriceOrigin = PriceOrigin.POSTED) -> bool:
        """Forget the prices that came from an origin; says whether there were any."""
        self._at(moment)
        cleared = self._prices.clear(origin)
        self._versions = msgspec.structs.replace(self._versions, prices=self._versions.prices + 1)
        if cleared and origin is PriceOrigin.POSTED:
            self._records.append(PricesRecord(None))
        self._settle()
        return cleared

    # -- settings and registers ----------------------------------------------------------------------------------

    def commission(self, commissioned: Commissioned, moment: Moment, *, writes: Sequence[Write]) -> None:
        """Take note of what the installation is made of, and have written to the controller what follows."""
        self._at(moment)
        for write in writes:
            self.link.request(write)
        where = "at the controller" if commissioned.answers is None else commissioned.answers.supply
        self._keep_commissioned(commissioned, f"commissioned for {commissioned.current_a} A ({where})")
        self._settle()

    def inspect(self, inspection: Inspection, moment: Moment) -> bool:
        """Take note of what an installer has confirmed; says whether there is a commissioned station to confirm."""
        self._at(moment)
        if self._commissioned is None:
            return False
        commissioned = msgspec.structs.replace(self._commissioned, inspection=inspection)
        self._keep_commissioned(commissioned, f"inspected by {inspection.installer}")
        self._settle()
        return True

    def demand_commissioning(self, moment: Moment) -> None:
        """It is real hardware: nobody charges before it is commissioned, and another controller is noticed."""
        self._at(moment)
        self._lock.demand()
        self._controllers.watch()
        self._look_at_controller()
        self._settle()

    def lets_through(self, command: str) -> bool:
        """Whether somebody's raw command may go to the controller."""
        return self._lock.lets_through(command)

    def accept_controller(self, moment: Moment) -> bool:
        """Take a controller that is another one than before for the one that belongs here; says whether it was one."""
        self._at(moment)
        said = self._controllers.stranger
        if said is None or not self._controllers.accept():
            return False
        self._weigh = True
        self._log(LogKind.INFORMATION, f"the controller {said.serial} was accepted: its maximum is {said.maximum_a} A")
        self._settle()
        return True

    def know_supplies(self, supplies: Mapping[str, Supply]) -> None:
        """Take over what installations can hang on; before anything else is asked."""
        self._supplies = supplies

    def write(self, write: Write, moment: Moment) -> None:
        """Have something written to the controller."""
        self._at(moment)
        self.link.request(write)
        self._settle()

    def reset_energy(self, moment: Moment, *, hard: bool, from_controller: bool) -> None:
        """Zero the registers of calendar and session; with ``hard`` also the total and the closures.

        With ``from_controller`` the controller's lifetime register is then added to the total.
        """
        self._at(moment)
        self._books.reset(moment, hard=hard, imported_wh=self._evse.total_wh if from_controller else 0)
        self._tell(Topic.ENERGY)
        self._settle()

    def factory_reset(self, moment: Moment) -> None:
        """Have everything but the factory settings forgotten; takes effect when the station starts anew."""
        self._at(moment)
        self._records.append(ResetRecord())

    # -- surroundings --------------------------------------------------------------------------------------------

    def set_network(self, network: Network, moment: Moment) -> None:
        """Take note of the network."""
        if network != self._network:
            self._at(moment)
            self._network = network
            self._tell(Topic.NETWORK)

    def set_service(
        self, name: str, service: ServiceStatus, moment: Moment, *, data: Mapping[str, object] | None = None
    ) -> None:
        """Take note of the connection of a service; ``data`` is told along with the change."""
        service = service.after(self._services.get(name, ServiceStatus()))
        if self._services.get(name) != service:
            self._at(moment)
            self._services = {**self._services, name: service}
            self._tell(Topic.SERVICE, {"name": name, **(data or {})})

    def note_service(self, name: str, service: ServiceStatus, moment: Moment) -> None:
        """Take note of counters and times of a service, which change too often for everyone to be told."""
        self._at(moment)
        service = service.after(self._services.get(name, ServiceStatus()))
        self._services = {**self._services, name: service}

    def note(self, text: str, moment: Moment, *, kind: LogKind = LogKind.INFORMATION) -> None:
        """Put a sentence of a service into the event log."""
        self._at(moment)
        self._log(kind, text)

    def show(self, message: Message, moment: Moment) -> None:
        """Show a message on the controller's display for a while, if the settings want messages there."""
        if self._settings.lcd_messages:
            self._at(moment)
            self._display.show(message)
            self._settle()

    def announce(self, topic: Topic, data: Mapping[str, object], moment: Moment) -> None:
        """Tell everyone something that is not part of the station: an RFID badge, the progress of an update."""
        self._at(moment)
        self._tell(topic, data)

    def acknowledge(self, advisory_id: str, moment: Moment) -> bool:
        """Mute an advisory until what it is about changes; says whether there is one by this id."""
        self._at(moment)
        acknowledged = self._advisories.acknowledge(advisory_id)
        if acknowledged:
            self._tell(Topic.ADVISORIES)
        self._settle()
        return acknowledged

    def clock_set(self, moment: Moment) -> None:
        """The clock was set: plans and calendars follow it."""
        self._at(moment)
        self._tell(Topic.CLOCK)
        self._settle()
