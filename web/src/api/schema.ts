// Made from the OpenAPI document of /api/v1 by `make web-types`; not edited by hand.
export interface paths {
    "/api/v1/advisories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List advisories */
        get: operations["ApiV1AdvisoriesListAdvisories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/advisories/{advisory_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an advisory
         * @description It stays in the list, and asks for attention again as soon as what it is about has changed.
         */
        post: operations["ApiV1AdvisoriesAdvisoryIdAcknowledgeAcknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a backup
         * @description Everything the station keeps: settings with their secrets, schedule, cards, certificates, registers and history, and what waits for a charging back end.
         */
        post: operations["ApiV1BackupMake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bench": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the simulated world */
        patch: operations["ApiV1BenchChangeBench"];
        trace?: never;
    };
    "/api/v1/bench/plug": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plug a simulated car in, or unplug it */
        post: operations["ApiV1BenchPlugPlug"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bench/power-cycle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cut the simulated controller's power */
        post: operations["ApiV1BenchPowerCyclePowerCycle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bench/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the recording
         * @description A scenario that `pilotwire play` replays.
         */
        get: operations["ApiV1BenchRecordingRecording"];
        put?: never;
        /** Record what is done at the bench */
        post: operations["ApiV1BenchRecordingRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at the board */
        get: operations["ApiV1BoardReadBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board/button": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Press the front button */
        post: operations["ApiV1BoardButtonPressButton"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the board
         * @description Begins with an event `board` that has the whole of `/api/v1/board`. After it `pilot`, `panel` and `bench` bring that part as a whole whenever it changes, at most twenty times a second.
         */
        get: operations["ApiV1BoardEventsFollowBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the boost
         * @description Null when there is none.
         */
        get: operations["ApiV1BoostReadBoost"];
        /**
         * Charge now, for a while
         * @description Whatever sun, schedule and charging plan want; limits, RFID, the override and other clients outrank it. It ends by itself, at the latest when the car is unplugged, and lasts over a restart of the station.
         */
        put: operations["ApiV1BoostPutBoost"];
        post?: never;
        /** End the boost */
        delete: operations["ApiV1BoostEndBoost"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List certificates */
        get: operations["ApiV1CertificatesListCertificates"];
        put?: never;
        /**
         * Keep a certificate
         * @description With its private key it is one to show to others, without it a root to trust.
         */
        post: operations["ApiV1CertificatesAddCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{certificate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a certificate */
        delete: operations["ApiV1CertificatesCertificateIdDeleteCertificate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all claims
         * @description In the order of their slots: of two with the same priority the first decides.
         */
        get: operations["ApiV1ClaimsListClaims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/claims/{client}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a claim */
        get: operations["ApiV1ClaimsClientReadClaim"];
        /**
         * Make a claim
         * @description Replaces what this client claimed before. With `lease_s` it ends by itself unless it is made again in time, so a client that dies cannot hold the station for ever.
         */
        put: operations["ApiV1ClaimsClientMakeClaim"];
        post?: never;
        /** Release a claim */
        delete: operations["ApiV1ClaimsClientReleaseClaim"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the clock */
        get: operations["ApiV1ClockReadClock"];
        /**
         * Set the clock
         * @description Only while no time server keeps it: see the setting `sntp_enabled`. The zone is a setting too.
         */
        put: operations["ApiV1ClockPutClock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commissioning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the commissioning */
        get: operations["ApiV1CommissioningReadCommissioning"];
        put?: never;
        /**
         * Commission the station
         * @description Sets `max_current_soft`, `service` and, if asked to, `max_current_hard`, and keeps the answers with their date. Can be repeated.
         */
        post: operations["ApiV1CommissioningCommission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commissioning/advice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what an installation may charge with
         * @description Nothing is changed.
         */
        post: operations["ApiV1CommissioningAdviceReadAdvice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commissioning/inspection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm what was inspected
         * @description Kept with its date until the station is commissioned anew. Nothing is measured by the station: who installs it measures.
         */
        post: operations["ApiV1CommissioningInspectionInspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commissioning/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the commissioning report
         * @description A page to print or to keep: installation, advice, settings, self-tests, what an installer confirmed.
         */
        get: operations["ApiV1CommissioningReportReadReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/controller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read all that is known of the controller */
        get: operations["ApiV1ControllerReadController"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/controller/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept another controller than before
         * @description Until then no more is offered than the one before was set to. See that its maximum fits the wiring, or commission the station anew, which accepts it too.
         */
        post: operations["ApiV1ControllerAcceptAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/controller/rapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the controller a RAPI command
         * @description Whatever it changes is asked for again afterwards, so that the station knows.
         */
        post: operations["ApiV1ControllerRapiSendCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/controller/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart the controller
         * @description Opens the contactor if it is closed. What is wanted of the controller is told it again afterwards.
         */
        post: operations["ApiV1ControllerRestartRestartController"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/diagnostics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what helps somebody who helps
         * @description A zip with status, health, explanation, settings, versions, logs and the last lines exchanged with the controller. Passwords, keys, card numbers and names of people are not in it.
         */
        get: operations["ApiV1DiagnosticsDiagnostics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/divert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read solar divert */
        get: operations["ApiV1DivertReadDivert"];
        /**
         * Charge by the sun, or not
         * @description Until the settings say otherwise or the station starts anew.
         */
        put: operations["ApiV1DivertPutDivert"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/divert/preset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set solar divert by a preset
         * @description Changes four settings: `divert_PV_ratio`, both smoothing times and `divert_min_charge_time`.
         */
        put: operations["ApiV1DivertPresetPutPreset"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/divert/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the presets of solar divert */
        get: operations["ApiV1DivertPresetsReadPresets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/divert/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try settings of eco and the house limit on a day that was
         * @description The station's own decisions on what was measured each minute, for a car that takes what it is offered. A home battery is left out. Nothing is changed.
         */
        post: operations["ApiV1DivertTrialTrySettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/emoncms/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the Emoncms server out
         * @description Looks up the name, connects, encrypts, and asks whether the key may post, without posting anything; tells how each step went. Without any field the settings in force are tried.
         */
        post: operations["ApiV1EmoncmsCheckCheckEmoncms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/energy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the energy registers */
        get: operations["ApiV1EnergyReadRegisters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/energy/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read energy by day, month or year
         * @description Of the last 30 days, 12 months or all years, unless told otherwise. The bucket under way is included.
         */
        get: operations["ApiV1EnergyHistoryReadHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/energy/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set registers back
         * @description History, that is energy by the calendar and sessions, stays as it is.
         */
        post: operations["ApiV1EnergyResetResetRegisters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow everything
         * @description Begins with an event `status` that has the whole of `/api/v1/status`.
         *
         *     After it, each event is named by its topic, such as `evse_state` or `claims`, and has
         *
         *     * `topic` and `at`,
         *     * `changed`: the parts of the status that have changed since they were last told, each as a whole and by its name there,
         *     * `data`: what the status does not hold: the `entry` of topic `log`, the `name` of topic `service`, the names `changed`
         *       of topic `config`.
         *
         *     Lines that begin with a colon are signs of life. The stream ends when the password is changed.
         */
        get: operations["ApiV1EventsFollow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what happens, and why
         * @description Who wants what, who decides, what it waits for and what comes next; for `at`, as it was written down in the event log when it was decided (figures are those of that instant).
         */
        get: operations["ApiV1ExplanationReadExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/factory-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget everything and restart the station
         * @description Forgets all settings but those of the factory, the schedule, the log, energy, sessions and certificates. The controller keeps its own settings.
         */
        post: operations["ApiV1FactoryResetReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read measurements of the house */
        get: operations["ApiV1FeedsReadFeeds"];
        put?: never;
        /**
         * Send measurements of the house
         * @description They count at once, and for as long as the settings believe them.
         */
        post: operations["ApiV1FeedsPostFeeds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether everything works
         * @description Answered with 200 as long as the station can answer at all; `healthy` tells the rest.
         */
        get: operations["ApiV1HealthReadHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/https": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how the station is reached over HTTPS */
        get: operations["ApiV1HttpsReadHttps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/https/authority.crt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the station's own authority
         * @description A certificate (PEM) for browsers to trust. It is no secret: no password is needed.
         */
        get: operations["ApiV1HttpsAuthorityCrtReadAuthority"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the limit
         * @description Null when there is none.
         */
        get: operations["ApiV1LimitReadLimit"];
        /**
         * Set a limit
         * @description Reaching it pauses charging until it is forgotten or raised, or the car is unplugged.
         */
        put: operations["ApiV1LimitPutLimit"];
        post?: never;
        /** Forget the limit */
        delete: operations["ApiV1LimitDeleteLimit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the event log, page by page
         * @description The newest 10 000 entries are kept.
         */
        get: operations["ApiV1LogReadLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the MQTT broker out
         * @description Looks up the name, connects, encrypts, logs in and subscribes, and tells how each step went. Without any field the settings in force are tried.
         */
        post: operations["ApiV1MqttCheckCheckMqtt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how the station gets onto the network */
        get: operations["ApiV1NetworkReadNetwork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/network/access-point": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open or close the access point
         * @description One that was opened by hand closes after ten minutes if there is a network to go back to.
         */
        post: operations["ApiV1NetworkAccessPointSwitch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/network/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join a Wi-Fi network
         * @description Sets `ssid` and `pass`; about two seconds after the answer it is tried, and what came of it is told here. If it cannot be joined the access point opens again.
         */
        post: operations["ApiV1NetworkJoinJoin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/network/scan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for Wi-Fi networks
         * @description The strongest first, each name once; none where nothing can look. It takes some seconds.
         */
        post: operations["ApiV1NetworkScanScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ocpp/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the charging back end out
         * @description Looks up the name, connects, encrypts, opens the WebSocket, agrees on a version of OCPP and sends a BootNotification, and tells how each step went. Without any field the settings in force are tried. A connection that the station has may end over it; it is made again.
         */
        post: operations["ApiV1OcppCheckCheckOcpp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/override": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the manual override
         * @description Null when there is none.
         */
        get: operations["ApiV1OverrideReadOverride"];
        /**
         * Override by hand
         * @description Lasts until it is released or, unless told otherwise, until the car is unplugged; also over restarts.
         */
        put: operations["ApiV1OverridePutOverride"];
        post?: never;
        /** Release the manual override */
        delete: operations["ApiV1OverrideReleaseOverride"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the charging plan
         * @description Of a limit with `ready_by`; null without one. Put the limit to have another plan made.
         */
        get: operations["ApiV1PlanReadChargingPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the prices */
        get: operations["ApiV1PricesReadPrices"];
        /**
         * Post prices
         * @description In the place of those that were posted before; they are kept until others are posted. Either `slots` (or `rates`, as evcc names the same) or `daily`, a tariff by the clock on the wall, which is made into slots for the coming week, day by day. All or nothing: what cannot be meant is refused by its place.
         */
        put: operations["ApiV1PricesPutPrices"];
        post?: never;
        /**
         * Forget the posted prices
         * @description Those of a file are not touched: empty the setting `price_file` for that.
         */
        delete: operations["ApiV1PricesDeletePrices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart the station
         * @description It ends in order about a second after the answer and starts anew. The controller goes on charging.
         */
        post: operations["ApiV1RestartRestartStation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at the uploaded backup */
        get: operations["ApiV1RestoreLook"];
        /**
         * Upload a backup
         * @description It is described and waits; nothing has changed yet. It may have 64 MiB.
         */
        put: operations["ApiV1RestoreUpload"];
        /**
         * Bring the uploaded backup back and restart the station
         * @description Settings, schedule, cards and certificates are those of the backup then. What was measured never goes back: history and registers stay if the station knows more than its backup. The controller's own settings stay; log in with the password of the backup. What was there before is kept as a file.
         */
        post: operations["ApiV1RestoreBringBack"];
        /** Forget the uploaded backup */
        delete: operations["ApiV1RestoreDiscard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rfid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List RFID cards */
        get: operations["ApiV1RfidListCards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rfid/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add an RFID card
         * @description One that is there already gets the name.
         */
        post: operations["ApiV1RfidCardsAddCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rfid/cards/{card_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an RFID card */
        delete: operations["ApiV1RfidCardsCardIdRemoveCard"];
        options?: never;
        head?: never;
        /** Rename an RFID card */
        patch: operations["ApiV1RfidCardsCardIdNameCard"];
        trace?: never;
    };
    "/api/v1/rfid/learn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Learn an RFID card
         * @description The next card that is shown within a minute is put on the list. Events of topic `rfid` tell of it.
         */
        post: operations["ApiV1RfidLearnLearnCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rfid/shown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show an RFID card
         * @description As a reader does.
         */
        post: operations["ApiV1RfidShownShowCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read measurements of a period
         * @description Of the day before `until` unless `since` is given. They are kept as they were taken for a month, by the hour for two years, by the day after that. With `resolution_s` there is one page; without it, the newest 2000 are answered, and `next_until` leads to older ones.
         */
        get: operations["ApiV1SamplesReadSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/samples.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read measurements as a table
         * @description Of all time unless `since` is given.
         */
        get: operations["ApiV1SamplesCsvSamplesTable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all events
         * @description Ascending by id.
         */
        get: operations["ApiV1ScheduleListEvents"];
        /** Replace the whole schedule */
        put: operations["ApiV1ScheduleReplaceEvents"];
        /** Add an event */
        post: operations["ApiV1ScheduleAddEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an event */
        get: operations["ApiV1ScheduleEventIdReadEvent"];
        /** Replace an event, or add it with this id */
        put: operations["ApiV1ScheduleEventIdPutEvent"];
        post?: never;
        /** Delete an event */
        delete: operations["ApiV1ScheduleEventIdDeleteEvent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/delay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the random delay under way
         * @description Null when nothing waits. Only while the setting `smart_charge_rules` is `uk`.
         */
        get: operations["ApiV1ScheduleDelayReadDelay"];
        put?: never;
        post?: never;
        /** Cancel the random delay under way */
        delete: operations["ApiV1ScheduleDelayCancelDelay"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/off-peak": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the off-peak hours offered */
        get: operations["ApiV1ScheduleOffPeakReadOffPeak"];
        /** Accept or decline the off-peak hours offered */
        put: operations["ApiV1ScheduleOffPeakAnswerOffPeak"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the plan
         * @description What was made of the events: starts are displaced at random within `scheduler_start_window`.
         */
        get: operations["ApiV1SchedulePlanReadPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read sessions, page by page
         * @description The newest 5000 are kept one by one, older ones as monthly totals. The one under way is included.
         */
        get: operations["ApiV1SessionsListSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read all sessions as a table */
        get: operations["ApiV1SessionsCsvSessionsTable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one session */
        get: operations["ApiV1SessionsNumberReadSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/months": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read monthly totals by person and currency
         * @description Of all sessions there ever were.
         */
        get: operations["ApiV1SessionsMonthsReadMonths"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read all settings */
        get: operations["ApiV1SettingsReadSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings
         * @description All that are sent, or none of them. An empty text clears a secret. The maximum of the wiring, `max_current_hard`, can be lowered and never be raised again: it needs `?confirm=max_current_hard`.
         */
        patch: operations["ApiV1SettingsChangeSettings"];
        trace?: never;
    };
    "/api/v1/settings/description": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be set
         * @description For each setting what it means, what it can be and when a change takes effect.
         */
        get: operations["ApiV1SettingsDescriptionDescribeSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shaper": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the current shaper */
        get: operations["ApiV1ShaperReadShaper"];
        /**
         * Start or stop the current shaper
         * @description Until the settings say otherwise or the station starts anew.
         */
        put: operations["ApiV1ShaperPutShaper"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read everything
         * @description What changes afterwards is told by `/api/v1/events`.
         */
        get: operations["ApiV1StatusReadStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sun-forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the forecast of the sun */
        get: operations["ApiV1SunForecastReadSunForecast"];
        /**
         * Post a forecast of the sun
         * @description In the place of the one before. Either `slots` or `rates`, as evcc names the same. It is drawn behind the week; the station decides nothing by it.
         */
        put: operations["ApiV1SunForecastPutSunForecast"];
        post?: never;
        /** Forget the forecast of the sun */
        delete: operations["ApiV1SunForecastDeleteSunForecast"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/target": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is wanted of the controller, and why
         * @description The result of all claims, with every reason in the order in which it counts.
         */
        get: operations["ApiV1TargetReadTarget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vehicle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what is known of the car */
        get: operations["ApiV1VehicleReadVehicle"];
        put?: never;
        /**
         * Send what is known of the car
         * @description Only while the setting `vehicle_data_src` is 3. Forgotten when the car is unplugged.
         */
        post: operations["ApiV1VehiclePostVehicle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcceptBody
         * @description That another controller is meant to be here.
         */
        AcceptBody: {
            /** @description Its serial number, as the advisory `controller.another` tells it. */
            serial: string;
        };
        /**
         * AdviceDocument
         * @description What follows from the answers.
         */
        AdviceDocument: {
            /** @description The most it may charge with (A): the least of all steps. */
            current_a: number;
            phases: number;
            /** @enum {unknown} */
            service_level: 1 | 2;
            steps: components["schemas"]["AdviceStepDocument"][];
            warnings: components["schemas"]["WarningDocument"][];
        };
        /**
         * AdviceStepDocument
         * @description One step of the advice.
         */
        AdviceStepDocument: {
            /** @description What this part alone allows for hours (A). */
            current_a: number;
            reason: string;
            /** @enum {unknown} */
            step: "breaker" | "cable" | "conductor" | "supply";
        };
        /**
         * AdvisoryDocument
         * @description What the owner should know.
         */
        AdvisoryDocument: {
            acknowledged: boolean;
            /**
             * @description What it is about.
             * @enum {string}
             */
            category: "safety" | "fault" | "thermal" | "controller" | "security" | "clock" | "storage" | "claims" | "schedule";
            /**
             * @description Always the same for the same thing.
             * @example controller.lost
             */
            id: string;
            /**
             * @description How much it matters.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** @description Null as long as nobody knows the time. */
            since: string | null;
            /** @description For people, as a clause. */
            text: string;
        };
        /**
         * AnswersBody
         * @description What the installation is made of; null is as good as left out.
         */
        AnswersBody: {
            /**
             * @description Rating of the breaker (A); needed when hard-wired.
             * @default null
             * @example 32
             */
            breaker_a?: number | null;
            /**
             * @description Rating of the charging cable (A).
             * @default null
             * @example 32
             */
            cable_a?: number | null;
            /**
             * @description What the conductors carry, as they are laid (A).
             * @default null
             * @example 40
             */
            conductor_a?: number | null;
            /**
             * @description Of a conductor of copper, in place of its rating; not in North America.
             * @default null
             * @example 6
             */
            cross_section_mm2?: number | null;
            /**
             * @default unknown
             * @enum {unknown}
             */
            earthing?: "tn-c-s" | "tn-s" | "tt" | "unknown";
            /**
             * @description Residual-current protection in front of it.
             * @default unknown
             * @enum {unknown}
             */
            protection?: "none" | "type-a" | "type-a-6ma-dc" | "type-ac" | "type-b" | "unknown";
            /**
             * @description Whose rules apply.
             * @enum {unknown}
             */
            region: "europe" | "north-america" | "united-kingdom";
            /** @description How it is connected: the `name` of one of the `supplies`. */
            supply: string;
        };
        /**
         * AnswersDocument
         * @description What was answered.
         */
        AnswersDocument: {
            breaker_a: number | null;
            cable_a: number | null;
            conductor_a: number | null;
            cross_section_mm2: number | null;
            /** @enum {unknown} */
            earthing: "tn-c-s" | "tn-s" | "tt" | "unknown";
            /** @enum {unknown} */
            protection: "none" | "type-a" | "type-a-6ma-dc" | "type-ac" | "type-b" | "unknown";
            /** @enum {unknown} */
            region: "europe" | "north-america" | "united-kingdom";
            supply: string;
        };
        /**
         * AuthorisedDocument
         * @description Whose card was accepted.
         */
        AuthorisedDocument: {
            /** @description Of the card, 16 hexadecimal digits. */
            id: string;
            /** @description Name, or the card's last digits. */
            who: string;
        };
        /**
         * BackEndDocument
         * @description What the station and its charging back end have agreed on.
         */
        BackEndDocument: {
            /** @description The back end has taken the station on. */
            accepted: boolean;
            /** @description Messages that wait for a back end of another version. */
            kept_for_other: number;
            /** @description What it refused last. */
            last_error: string;
            /** @description Most that its charging profiles allow now. */
            limit_a: number | null;
            /** @description What it decides about charging; what of it counts, settings say. */
            permits: ("active" | "disabled") | null;
            /**
             * @description With its version.
             * @example OCPP 1.6
             */
            protocol: string;
            /** @description Messages that wait for delivery. */
            queued: number;
            /** @description Of the connector, in the protocol's word. */
            status: string;
            /** @description Id of the one under way; empty without one. */
            transaction: string;
            /** @description In words; empty for nothing. */
            waits_for: string;
            /** @description Token it is charged to. */
            who: string;
        };
        /**
         * BackupBody
         * @description How a backup is made.
         */
        BackupBody: {
            /**
             * @description Seals the backup; it is needed to bring it back. Without one everybody who has the file can read the passwords and keys in it.
             * @default null
             */
            passphrase?: string | null;
        };
        /**
         * BandDocument
         * @description The voltages that are read as one state.
         */
        BandDocument: {
            high_mv: number;
            low_mv: number;
            /** @enum {unknown} */
            state: "A" | "B" | "C" | "D" | "E" | "F" | "unknown";
        };
        /**
         * BenchBody
         * @description What is to be different in the simulated world.
         */
        BenchBody: {
            ambient_c?: number;
            cable?: string;
            charge_wanted?: boolean;
            /** @description Faults to switch, by id. */
            faults?: {
                [key: string]: boolean;
            };
            soc_pct?: number;
            /** @description Simulated seconds per real second, 1-1000. */
            speed?: number;
            supply?: string;
        };
        /**
         * BenchDocument
         * @description The simulated world.
         */
        BenchDocument: {
            ambient_c: number;
            cable: string;
            cables: components["schemas"]["ChoiceDocument"][];
            /** @description The one that is there or comes next; empty without one. */
            car: string;
            cars: components["schemas"]["ChoiceDocument"][];
            charge_wanted: boolean;
            faults: components["schemas"]["BenchFaultDocument"][];
            plugged: boolean;
            recording: components["schemas"]["RecordingDocument"];
            s2_closed: boolean;
            soc_pct: number;
            /** @description Simulated seconds per real second. */
            speed: number;
            supplies: components["schemas"]["ChoiceDocument"][];
            supply: string;
            /** @description Date and time of the controller, which knows no zone. */
            time: string;
        };
        /**
         * BenchFaultDocument
         * @description A fault that can be switched.
         */
        BenchFaultDocument: {
            about: string;
            active: boolean;
            id: string;
            name: string;
        };
        /**
         * BoardDocument
         * @description Front, control pilot and bench.
         */
        BoardDocument: {
            /** @description Null with a real controller. */
            bench: components["schemas"]["BenchDocument"] | null;
            panel: components["schemas"]["PanelDocument"];
            pilot: components["schemas"]["PilotDocument"];
            simulated: boolean;
        };
        /**
         * BoostBody
         * @description A boost as it is asked for: a time, an amount, or both. It replaces the one there may be.
         */
        BoostBody: {
            /**
             * @description With which current (A); null or left out: all that is allowed.
             * @default null
             */
            current_a?: number | null;
            /**
             * @description How long (s); null or left out: until the amount was charged, or for a day.
             * @default null
             */
            duration_s?: number | null;
            /**
             * @description How much (Wh), from now on; null or left out: as much as there is time for.
             * @default null
             */
            energy_wh?: number | null;
        };
        /**
         * BoostDocument
         * @description A boost under way.
         */
        BoostDocument: {
            /** @description As asked for; null: all that is allowed. */
            current_a: number | null;
            /** @description As asked for. */
            duration_s: number | null;
            /** @description What of the amount is still to be charged. */
            energy_left_wh: number | null;
            /** @description As asked for. */
            energy_wh: number | null;
            /** @description Until then. */
            remaining_s: number;
            /** @description When it ends at the latest; null while nobody knows the time. */
            until: string | null;
        };
        /**
         * BucketDocument
         * @description One day, month or year of the local calendar.
         */
        BucketDocument: {
            energy_wh: number;
            /**
             * Format: date
             * @description Its first day.
             */
            start: string;
            temperature_max_c: number | null;
            temperature_min_c: number | null;
        };
        /**
         * ButtonBody
         * @description A press of the front panel's button.
         */
        ButtonBody: {
            /** @description 600 ms and more is a long press. */
            held_ms: number;
        };
        /**
         * CardBody
         * @description A card to add.
         */
        CardBody: {
            /**
             * @description For people; empty for none.
             * @default
             */
            name?: string;
            /** @description What is read from the card; spaces, `:` and `-` do not count, nor does the case. */
            token: string;
        };
        /**
         * CardDocument
         * @description A card that may charge.
         */
        CardDocument: {
            /** @description 16 hexadecimal digits made from the card's number with this station's salt. */
            id: string;
            name: string;
        };
        /**
         * ChargingPlanDocument
         * @description When to charge so that the limit is reached in time, as planned last.
         */
        ChargingPlanDocument: {
            /** @description Of that energy; null where part of it is not known. */
            co2_g: number | null;
            /** @description Of that energy; null where part of it is not known. */
            cost: number | null;
            /** @description ISO 4217; empty when nobody said. */
            currency: string;
            /** @description To be charged from when the plan was made. */
            energy_wh: number;
            /** @description When the limit is expected to be reached. */
            finish: string | null;
            /** @description That is before it is due. */
            in_time: boolean;
            /** @description Charging power reckoned with. */
            power_w: number;
            /** @enum {unknown} */
            prefer: "cheapest" | "greenest";
            /** @description When the limit is due; null without a car or a clock. */
            ready_by: string | null;
            /** @description Of the price series that are charged in. */
            slots: number;
            /**
             * @description `late`: the time has come and the limit is not reached, so charging goes on; `ready`: it is reached, or as much was charged as was reckoned to reach it.
             * @enum {string}
             */
            state: "no_car" | "no_clock" | "waiting" | "charging" | "late" | "ready";
            /** @description Those that are not over, in order. */
            stretches: components["schemas"]["StretchDocument"][];
            /**
             * @description The plan for people.
             * @example charging from 01:30: 3 slots, 11.2 kWh at 8.5 p, ready by 07:00
             */
            text: string;
        };
        /**
         * CheckDocument
         * @description How a connection went; the first step that fails is the last.
         */
        CheckDocument: {
            /** @description Whether every step succeeded. */
            ok: boolean;
            service: string;
            steps: components["schemas"]["StepDocument"][];
            /** @description What was tried; empty if the settings name nothing to try. */
            target: string;
        };
        /**
         * ChecksDocument
         * @description Which of the controller's checks are made.
         */
        ChecksDocument: {
            diode: boolean;
            gfci_self_test: boolean;
            ground: boolean;
            stuck_contactor: boolean;
            temperature: boolean;
            vent: boolean;
        };
        /**
         * ChoiceDocument
         * @description Something to choose.
         */
        ChoiceDocument: {
            id: string;
            name: string;
        };
        /**
         * ChoicesDocument
         * @description What can be answered.
         */
        ChoicesDocument: {
            cross_sections_mm2: number[];
            earthings: ("tn-c-s" | "tn-s" | "tt" | "unknown")[];
            protections: ("none" | "type-a" | "type-a-6ma-dc" | "type-ac" | "type-b" | "unknown")[];
            regions: components["schemas"]["RegionDocument"][];
        };
        /**
         * ClaimBody
         * @description A claim as it is asked for. It replaces what the same client claimed before.
         */
        ClaimBody: {
            /**
             * @description Whether it ends when the car is unplugged.
             * @default false
             */
            auto_release?: boolean;
            /**
             * @description Current to charge with (A); every maximum still holds.
             * @default null
             */
            charge_current_a?: number | null;
            /**
             * @description How long it lasts unless it is made again (s); null: until it is released.
             * @default null
             */
            lease_s?: number | null;
            /**
             * @description Ceiling, whoever sets the current (A).
             * @default null
             */
            max_current_a?: number | null;
            /**
             * @description For each property the highest that sets it decides.
             * @default 500
             */
            priority?: number;
            /** @default null */
            state?: ("active" | "disabled") | null;
            /**
             * @description For people, as a clause.
             * @default
             * @example electricity is cheap until 6:00
             */
            why?: string;
        };
        /**
         * ClaimDocument
         * @description What one client wants of the station.
         */
        ClaimDocument: {
            /** @description Whether it ends when the car is unplugged. */
            auto_release: boolean;
            /** @description Current to charge with (A). */
            charge_current_a: number | null;
            /** @description Id of a client. */
            client: number;
            /** @description What is left of that. */
            lease_remaining_s: number | null;
            /** @description How long it lasts after it was last made; null: for ever. */
            lease_s: number | null;
            /** @description Ceiling, whoever sets the current (A). */
            max_current_a: number | null;
            /**
             * @description The client in words.
             * @example manual override
             */
            name: string;
            /** @description For each property the highest that sets it decides. */
            priority: number;
            state: ("active" | "disabled") | null;
            /** @description What made the client want this, as a clause for people. */
            why: string;
        };
        /**
         * ClockBody
         * @description What time it is.
         */
        ClockBody: {
            /**
             * Format: date-time
             * @description From 2020 to 2099, with its offset from UTC or `Z`.
             */
            utc: string;
        };
        /**
         * ClockDocument
         * @description Date and time.
         */
        ClockDocument: {
            /** @description Whether a time server keeps it; then it cannot be set. */
            kept_by_server: boolean;
            /**
             * Format: date-time
             * @description The same in the station's zone.
             */
            local: string;
            /** @description The setting: name, a bar, and the rule as a POSIX TZ string. */
            time_zone: string;
            /** @description Whether it was set by something that knows. Nothing follows it before. */
            trusted: boolean;
            /** Format: date-time */
            utc: string;
        };
        /**
         * CommandBody
         * @description One RAPI command.
         */
        CommandBody: {
            /**
             * @description With `$`, without checksum.
             * @example $GS
             */
            command: string;
        };
        /**
         * CommandDocument
         * @description What the controller said to a command.
         */
        CommandDocument: {
            command: string;
            ok: boolean;
            /**
             * @description Its line without the checksum.
             * @example $OK 03 1234 03 0540
             */
            reply: string;
            /** @description What that means; null where nobody can tell. */
            words: string | null;
        };
        /**
         * CommissionBody
         * @description What the installation is made of, and what is to be set by it.
         */
        CommissionBody: {
            /**
             * @description Rating of the breaker (A); needed when hard-wired.
             * @default null
             * @example 32
             */
            breaker_a?: number | null;
            /**
             * @description Rating of the charging cable (A).
             * @default null
             * @example 32
             */
            cable_a?: number | null;
            /**
             * @description What the conductors carry, as they are laid (A).
             * @default null
             * @example 40
             */
            conductor_a?: number | null;
            /**
             * @description Name of the setting that is changed for good.
             * @default
             */
            confirm?: string;
            /**
             * @description Of a conductor of copper, in place of its rating; not in North America.
             * @default null
             * @example 6
             */
            cross_section_mm2?: number | null;
            /**
             * @description Maximum to set (A), at most what is advised; null for what is advised.
             * @default null
             */
            current_a?: number | null;
            /**
             * @default unknown
             * @enum {unknown}
             */
            earthing?: "tn-c-s" | "tn-s" | "tt" | "unknown";
            /**
             * @description Whether it becomes the maximum of the wiring too, which the controller never lets be raised again. Needs `confirm`: `max_current_hard`.
             * @default false
             */
            lock_wiring?: boolean;
            /**
             * @description Residual-current protection in front of it.
             * @default unknown
             * @enum {unknown}
             */
            protection?: "none" | "type-a" | "type-a-6ma-dc" | "type-ac" | "type-b" | "unknown";
            /**
             * @description Whose rules apply.
             * @enum {unknown}
             */
            region: "europe" | "north-america" | "united-kingdom";
            /** @description How it is connected: the `name` of one of the `supplies`. */
            supply: string;
        };
        /**
         * CommissionedDocument
         * @description What was answered and set last.
         */
        CommissionedDocument: {
            /** @description Null if today's rules know no such installation. */
            advice: components["schemas"]["AdviceDocument"] | null;
            /** @description Null if it was set at the controller's own menu, which asks less. */
            answers: components["schemas"]["AnswersDocument"] | null;
            at: string;
            /** @description The maximum that was set (A); settings may have changed since. */
            current_a: number;
            /** @description Null as long as nobody has confirmed anything. */
            inspection: components["schemas"]["InspectionDocument"] | null;
            /** @description It was set as the maximum of the wiring too. */
            wiring_locked: boolean;
        };
        /**
         * CommissioningDocument
         * @description Commissioning: what there is to answer and what has come of it.
         */
        CommissioningDocument: {
            choices: components["schemas"]["ChoicesDocument"];
            controller_connected: boolean;
            /** @description Null before the first time. */
            done: components["schemas"]["CommissionedDocument"] | null;
            /** @description Nobody may charge before this is done: the controller is a real one and new here. */
            locked: boolean;
            /** @description In force now (A). */
            maximum_a: number;
            /** @description Nothing above it can be set (A). */
            wiring_maximum_a: number;
        };
        /**
         * ContactorDocument
         * @description The contactor, and what is held back so that it lasts; the target's reasons have it in words.
         */
        ContactorDocument: {
            /** @description How often it closed in the last hour. */
            closures_within_hour: number;
            held: ("shortest_charge" | "shortest_pause" | "most_closures") | null;
            /** @description How often it may; then charging waits. */
            most_per_hour: number;
            /** @description Until what is held back is free; null for nothing. */
            remaining_s: number | null;
        };
        /**
         * ControllerDocument
         * @description The controller as last heard.
         */
        ControllerDocument: {
            /** @description The contactor is closed. */
            charging: boolean;
            configured_maximum_a: number;
            /** @description It answers, and everything here has been asked at least once. */
            connected: boolean;
            /** @description It has stopped for a protection. */
            fault: boolean;
            faults: components["schemas"]["FaultsDocument"];
            firmware: string;
            flags: ("level_detection_skipped" | "hard_fault" | "limit_sleep" | "auth_locked" | "time_limit" | "no_ground_tripped" | "contactor_closed" | "gfci_tripped" | "car_connected" | "session_ended" | "car_connected_before" | "in_menu" | "timer_on" | "energy_limit" | "boot_lock" | "lock_motor_manual")[];
            hardware_maximum_a: number;
            /** @description It supervises this station. */
            heartbeat_armed: boolean;
            heartbeat_missed: boolean;
            link: components["schemas"]["LinkDocument"];
            minimum_a: number;
            /** @description Sleeping or disabled. */
            paused: boolean;
            /** @description What the pilot offers, or would offer (A). */
            pilot_a: number;
            /** @description By the pilot alone; null with old firmware. */
            pilot_state: ("unknown" | "starting" | "not_connected" | "connected" | "charging" | "vent_required" | "diode_check_failed" | "gfci_tripped" | "no_ground" | "stuck_contactor" | "gfci_self_test_failed" | "over_temperature" | "over_current" | "contactor_did_not_close" | "proximity_shorted" | "proximity_missing" | "eeprom_failure" | "sleeping" | "disabled") | null;
            protocol: string;
            serial: string;
            service_level: number;
            /**
             * @description State of the controller; `unknown` for a code without a name.
             * @enum {string}
             */
            state: "unknown" | "starting" | "not_connected" | "connected" | "charging" | "vent_required" | "diode_check_failed" | "gfci_tripped" | "no_ground" | "stuck_contactor" | "gfci_self_test_failed" | "over_temperature" | "over_current" | "contactor_did_not_close" | "proximity_shorted" | "proximity_missing" | "eeprom_failure" | "sleeping" | "disabled";
            /** @description The same as a number, also when it has no name. */
            state_code: number;
            vehicle_connected: boolean;
        };
        /**
         * DelayedSwitchDocument
         * @description What the schedule switches, and waits with for a random time.
         */
        DelayedSwitchDocument: {
            /**
             * Format: date-time
             * @description When it should begin by the schedule.
             */
            due_at: string;
            /** @description Id of the event; null: one of the off-peak hours offered. */
            event: number | null;
            /**
             * @description What begins then; until then it is as it was before.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /**
             * Format: date-time
             * @description When it will begin.
             */
            until: string;
        };
        /**
         * DivertBody
         * @description A mode of solar divert.
         */
        DivertBody: {
            /**
             * @description `normal`: as fast as allowed; `eco`: by what the sun leaves over.
             * @enum {unknown}
             */
            mode: "eco" | "normal";
        };
        /**
         * DivertDocument
         * @description Solar divert.
         */
        DivertDocument: {
            active: boolean;
            available_a: number;
            charge_rate_a: number;
            /**
             * @description `waiting`; `sun`: it charges by the sun; `holding`: it holds the minimum although there is not enough sun; `fallback`: the feed is not believed any more.
             * @enum {string}
             */
            doing: "waiting" | "sun" | "holding" | "fallback";
            /** @description What holding the minimum has cost today beyond the sun (Wh). */
            held_today_wh: number;
            minimum_charge_remaining_s: number;
            /** @enum {string} */
            mode: "normal" | "eco";
            smoothed_a: number;
            /** @description At and below this smoothed surplus it stops (A). */
            trigger_a: number;
        };
        /**
         * DoneDocument
         * @description It was done.
         */
        DoneDocument: {
            /** @default true */
            done?: boolean;
        };
        /**
         * EmoncmsCheckBody
         * @description Settings to try instead of those in force; nothing is stored.
         */
        EmoncmsCheckBody: {
            emoncms_apikey?: string;
            emoncms_fingerprint?: string;
            emoncms_node?: string;
            emoncms_server?: string;
        };
        /**
         * EnergyHistoryDocument
         * @description Energy by the calendar.
         */
        EnergyHistoryDocument: {
            /** @description Oldest first; those without anything are left out. */
            buckets: components["schemas"]["BucketDocument"][];
            /** @enum {unknown} */
            by: "day" | "month" | "year";
        };
        /**
         * EnergyResetBody
         * @description Which registers to set back.
         */
        EnergyResetBody: {
            /**
             * @description Then add the controller's own lifetime register to the total.
             * @default false
             */
            add_controller_total?: boolean;
            /**
             * @description That this is meant: it cannot be undone.
             * @enum {unknown}
             */
            confirm: "reset";
            /**
             * @description `calendar`: session, day, week, month and year; `all`: also the total and the contactor's closures.
             * @enum {unknown}
             */
            registers: "all" | "calendar";
        };
        /**
         * ErrorDocument
         * @description A refusal. Nothing was changed.
         */
        ErrorDocument: {
            error: components["schemas"]["Problem"];
        };
        /**
         * EventBody
         * @description A weekly event as it is asked for: from this time on, on these days.
         */
        EventBody: {
            /**
             * @description Current to charge with (A); null: the maximum.
             * @default null
             */
            current_a?: number | null;
            days: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[];
            /**
             * @description What is on while the event is in effect, if its state is `active`. `divert`: charge by the sun alone; `shaper`: keep the house within its limit; `rfid`: ask for a tag; `ocpp`: leave it to the charging back end. Null: nothing. Not with `current_a`.
             * @default null
             */
            feature?: ("divert" | "ocpp" | "rfid" | "shaper") | null;
            /**
             * @description Stop when this is reached.
             * @default null
             */
            limit?: components["schemas"]["EventLimitBody"] | null;
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /**
             * @description By the clock on the wall.
             * @example 22:30
             */
            time: string;
        };
        /**
         * EventDocument
         * @description A weekly event.
         */
        EventDocument: {
            /** @description Current to charge with (A); null: the maximum. */
            current_a: number | null;
            days: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[];
            /** @description What is on while the event is in effect, if its state is `active`. `divert`: charge by the sun alone; `shaper`: keep the house within its limit; `rfid`: ask for a tag; `ocpp`: leave it to the charging back end. Null: nothing. */
            feature: ("divert" | "ocpp" | "rfid" | "shaper") | null;
            id: number;
            limit: components["schemas"]["EventLimitDocument"] | null;
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /** @description By the clock on the wall, `HH:MM:SS`. */
            time: string;
        };
        /**
         * EventLimitBody
         * @description A charge limit while an event is in force.
         */
        EventLimitBody: {
            /**
             * @description `time`: minutes of charging; `energy`: Wh; `soc`: state of charge of the car (%); `range`: range of the car, in km or in miles as it is fed in; `cost`: hundredths of the currency of the prices.
             * @enum {unknown}
             */
            type: "cost" | "energy" | "range" | "soc" | "time";
            value: number;
        };
        /**
         * EventLimitDocument
         * @description A charge limit while an event is in force.
         */
        EventLimitDocument: {
            /**
             * @description `time`: minutes of charging; `energy`: Wh; `soc`: state of charge of the car (%); `range`: range of the car, in km or in miles as it is fed in; `cost`: hundredths of the currency of the prices.
             * @enum {unknown}
             */
            type: "cost" | "energy" | "range" | "soc" | "time";
            value: number;
        };
        /**
         * ExplainedDocument
         * @description What happens, or happened, at one moment, and why.
         */
        ExplainedDocument: {
            /**
             * Format: date-time
             * @description The moment.
             */
            at: string;
            /** @description What else is worth saying. */
            details: components["schemas"]["SentenceDocument"][];
            headline: components["schemas"]["SentenceDocument"];
            /** @description In the order in which it comes. */
            next: components["schemas"]["UpcomingDocument"][];
            /** @description Who decided the current. */
            pilot_client: number | null;
            /** @description The station started anew by `until`; nobody knows for how long it was off before. */
            restarted: boolean;
            /** @description When that was decided; null for the present. */
            since: string | null;
            /** @description Who weighs most first, then those that claim nothing, last the station itself. */
            sources: components["schemas"]["SourceDocument"][];
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /** @description Who decided whether to charge. */
            state_client: number | null;
            /** @description When something else was; null if that still holds. */
            until: string | null;
        };
        /**
         * ExplanationDocument
         * @description What happens, and why.
         */
        ExplanationDocument: {
            /** @description What else is worth saying. */
            details: components["schemas"]["SentenceDocument"][];
            headline: components["schemas"]["SentenceDocument"];
            /** @description In the order in which it comes. */
            next: components["schemas"]["UpcomingDocument"][];
            /** @description Who decided the current. */
            pilot_client: number | null;
            /** @description Who weighs most first, then those that claim nothing, last the station itself. */
            sources: components["schemas"]["SourceDocument"][];
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /** @description Who decided whether to charge. */
            state_client: number | null;
        };
        /**
         * FaultsDocument
         * @description Faults in the controller's life, each counted up to 254.
         */
        FaultsDocument: {
            gfci: number;
            no_ground: number;
            stuck_contactor: number;
        };
        /**
         * FeedsBody
         * @description Measurements of the house, whichever are known; null is as good as left out.
         */
        FeedsBody: {
            /**
             * @description Exchange with the grid (W); positive: from the grid.
             * @default null
             */
            grid_w?: number | null;
            /** @default null */
            home_battery_soc_pct?: number | null;
            /**
             * @description Positive: charging (W).
             * @default null
             */
            home_battery_w?: number | null;
            /**
             * @description The same by phase (W); the whole need not be sent then.
             * @default null
             */
            live_power_phases_w?: number[] | null;
            /**
             * @description Of the whole site, car included (W).
             * @default null
             */
            live_power_w?: number | null;
            /**
             * @description Production of the sun (W).
             * @default null
             */
            solar_w?: number | null;
            /**
             * @description Of the mains (V).
             * @default null
             */
            voltage_v?: number | null;
        };
        /**
         * FeedsDocument
         * @description Measurements of the house; null where none came yet.
         */
        FeedsDocument: {
            /** @description Positive: from the grid. */
            grid_w: components["schemas"]["ReadingDocument"] | null;
            home_battery_soc_pct: components["schemas"]["ReadingDocument"] | null;
            /** @description Positive: charging. */
            home_battery_w: components["schemas"]["ReadingDocument"] | null;
            last_rejection: string;
            /** @description The same by phase, where the meter sends it so. */
            live_power_phases_w: components["schemas"]["ReadingDocument"][] | null;
            /** @description Of the whole site, car included. */
            live_power_w: components["schemas"]["ReadingDocument"] | null;
            /** @description Values refused since the station started. */
            rejected: number;
            solar_w: components["schemas"]["ReadingDocument"] | null;
        };
        /**
         * FoundNetworkDocument
         * @description A network in sight.
         */
        FoundNetworkDocument: {
            channel: number;
            /** @description It wants a user name too, which the station cannot give. */
            enterprise: boolean;
            /** @description It wants a passphrase. */
            secured: boolean;
            signal_dbm: number;
            ssid: string;
        };
        /**
         * HealthDocument
         * @description How everything is.
         */
        HealthDocument: {
            /** Format: date-time */
            at: string;
            /** @description Whether there is no problem. */
            healthy: boolean;
            identity: components["schemas"]["IdentityDocument"];
            link: components["schemas"]["LinkHealthDocument"];
            /** @description In sentences for people. */
            problems: string[];
            process: components["schemas"]["ProcessDocument"];
            services: {
                [key: string]: components["schemas"]["ServiceDocument"];
            };
            store: components["schemas"]["StoreHealthDocument"];
        };
        /**
         * HttpsDocument
         * @description HTTPS of this station.
         */
        HttpsDocument: {
            /** @description SHA-256 of the station's own authority, to compare before trusting it; empty: none. */
            authority_fingerprint: string;
            /** @description Why it is not served, or not as it should be; empty if all is well. */
            error: string;
            /** @description Names and addresses the certificate is for. */
            names: string[];
            /** @description Until when it is valid; null if that is not known. */
            not_after: string | null;
            /** @description 0 while it is not served. */
            port: number;
            serving: boolean;
            /**
             * @description `own`: a certificate of the station's own authority; `given`: one of its certificates; `off`.
             * @enum {string}
             */
            source: "off" | "own" | "given";
        };
        /**
         * IdentityDocument
         * @description Who this station is.
         */
        IdentityDocument: {
            build: string;
            /** @description 12 hexadecimal digits; the same for ever. */
            id: string;
            /** @description Machine and operating system. */
            machine: string;
            /** @description Firmware that the other API is compatible with. */
            openevse_version: string;
            /** @description Of this program. */
            version: string;
        };
        /**
         * InspectionBody
         * @description What an installer confirms after looking and measuring.
         */
        InspectionBody: {
            /** @description What was looked at and is right. */
            confirmed: ("earth-continuity" | "insulation" | "polarity" | "rcd-trip" | "contactor-opens" | "cables-secured" | "cover-closed")[];
            /** @description Who. */
            installer: string;
            /**
             * @description Of the earth fault loop, as measured.
             * @default null
             */
            loop_impedance_ohm?: number | null;
            /**
             * @description Time in which the residual-current device tripped at its rated current, as measured.
             * @default null
             */
            rcd_trip_ms?: number | null;
            /** @default  */
            remarks?: string;
        };
        /**
         * InspectionDocument
         * @description What an installer has confirmed.
         */
        InspectionDocument: {
            at: string;
            confirmed: ("earth-continuity" | "insulation" | "polarity" | "rcd-trip" | "contactor-opens" | "cables-secured" | "cover-closed")[];
            installer: string;
            loop_impedance_ohm: number | null;
            rcd_trip_ms: number | null;
            remarks: string;
        };
        /**
         * JoinBody
         * @description A network to join.
         */
        JoinBody: {
            /**
             * @description Empty for an open network.
             * @default
             */
            passphrase?: string;
            ssid: string;
        };
        /**
         * KeptCertificateDocument
         * @description A certificate that is kept.
         */
        KeptCertificateDocument: {
            /** @description PEM. */
            certificate: string;
            /** @description SHA-256, hexadecimal; empty where it is not known. */
            fingerprint: string;
            /** @description Whether its private key is kept; that is never told. */
            has_key: boolean;
            /** @description Hexadecimal. */
            id: string;
            name: string;
            /**
             * @description `root`: trusted; `client`: shown to others.
             * @enum {unknown}
             */
            type: "client" | "root";
            /** @description Names of settings that choose it. */
            used_by: string[];
        };
        /**
         * LearnBody
         * @description What the next card is to be called.
         */
        LearnBody: {
            /**
             * @description For people; empty for none.
             * @default
             */
            name?: string;
        };
        /**
         * LearningDocument
         * @description The next card is waited for.
         */
        LearningDocument: {
            waiting_s: number;
        };
        /**
         * LimitBody
         * @description A limit as it is asked for. It replaces the one there may be.
         */
        LimitBody: {
            /**
             * @description Whether it is forgotten when the car is unplugged.
             * @default true
             */
            auto_release?: boolean;
            /**
             * @description The best hours; of consequence with `ready_by` only.
             * @default cheapest
             * @enum {unknown}
             */
            prefer?: "cheapest" | "greenest";
            /**
             * @description To be reached by then, the next time the clock on the wall shows it: charging is put into the best hours before, see `/api/v1/plan`. Not with `cost`. Null: charging is not put off.
             * @default null
             * @example 07:00
             */
            ready_by?: string | null;
            /**
             * @description `time`: minutes of charging; `energy`: Wh; `soc`: state of charge of the car (%); `range`: range of the car, in km or in miles as it is fed in; `cost`: hundredths of the currency of the prices.
             * @enum {unknown}
             */
            type: "cost" | "energy" | "range" | "soc" | "time";
            /** @example 12000 */
            value: number;
        };
        /**
         * LimitDocument
         * @description A charge limit.
         */
        LimitDocument: {
            /** @description Whether it is forgotten when the car is unplugged. */
            auto_release: boolean;
            /** @description Which hours before; null without `ready_by`. */
            prefer: ("cheapest" | "greenest") | null;
            /**
             * @description By the clock on the wall, `HH:MM`.
             * @example 07:00
             */
            ready_by: string | null;
            /** @enum {unknown} */
            type: "cost" | "energy" | "range" | "soc" | "time";
            /**
             * @description Of the value; `hundredths` of the currency of the prices.
             * @enum {string}
             */
            unit: "min" | "Wh" | "%" | "km" | "mi" | "hundredths";
            value: number;
        };
        /**
         * LinkDocument
         * @description The line to the controller.
         */
        LinkDocument: {
            /** @description What went wrong last, in a sentence; empty when nothing did. */
            error: string;
            /** @description Times it was lost since the station started. */
            losses: number;
            /**
             * @description The transport.
             * @example serial:/dev/ttyACM0
             */
            name: string;
            /** @description Time until the next try, while waiting. */
            retry_in_s: number | null;
            /**
             * @description `waiting`: the line cannot be opened; `lost`: the controller has stopped answering.
             * @enum {string}
             */
            state: "connecting" | "connected" | "waiting" | "lost";
        };
        /**
         * LinkHealthDocument
         * @description The line to the controller, with its counters since the station started.
         */
        LinkHealthDocument: {
            commands_answered: number;
            commands_sent: number;
            connected: boolean;
            /** @description What went wrong last, in a sentence; empty when nothing did. */
            error: string;
            firmware: string;
            /** @description Times it was lost since the station started. */
            losses: number;
            /**
             * @description The transport.
             * @example serial:/dev/ttyACM0
             */
            name: string;
            protocol: string;
            /** @description Time until the next try, while waiting. */
            retry_in_s: number | null;
            /**
             * @description `waiting`: the line cannot be opened; `lost`: the controller has stopped answering.
             * @enum {string}
             */
            state: "connecting" | "connected" | "waiting" | "lost";
            /** @description What was heard and cannot be true. */
            values_ignored: number;
        };
        /**
         * ListedEventBody
         * @description One of all events.
         */
        ListedEventBody: {
            /**
             * @description Current to charge with (A); null: the maximum.
             * @default null
             */
            current_a?: number | null;
            days: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[];
            /**
             * @description What is on while the event is in effect, if its state is `active`. `divert`: charge by the sun alone; `shaper`: keep the house within its limit; `rfid`: ask for a tag; `ocpp`: leave it to the charging back end. Null: nothing. Not with `current_a`.
             * @default null
             */
            feature?: ("divert" | "ocpp" | "rfid" | "shaper") | null;
            /**
             * @description Null: the one after the highest.
             * @default null
             */
            id?: number | null;
            /**
             * @description Stop when this is reached.
             * @default null
             */
            limit?: components["schemas"]["EventLimitBody"] | null;
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /**
             * @description By the clock on the wall.
             * @example 22:30
             */
            time: string;
        };
        /**
         * ListedLogEntryDocument
         * @description An entry with its place in the log.
         */
        ListedLogEntryDocument: {
            /** Format: date-time */
            at: string;
            /** @description Of an entry that tells of a decision: the same for other languages. `/explanation` has all. */
            decision: components["schemas"]["SentenceDocument"] | null;
            divert_active: boolean;
            flags: ("level_detection_skipped" | "hard_fault" | "limit_sleep" | "auth_locked" | "time_limit" | "no_ground_tripped" | "contactor_closed" | "gfci_tripped" | "car_connected" | "session_ended" | "car_connected_before" | "in_menu" | "timer_on" | "energy_limit" | "boot_lock" | "lock_motor_manual")[];
            /** @description Grows with every entry. */
            id: number;
            /**
             * @description How important it is.
             * @enum {string}
             */
            kind: "information" | "notification" | "warning";
            pilot_a: number;
            session_charging_s: number;
            session_wh: number;
            shaper_active: boolean;
            /**
             * @description State of the controller; `unknown` for a code without a name.
             * @enum {string}
             */
            state: "unknown" | "starting" | "not_connected" | "connected" | "charging" | "vent_required" | "diode_check_failed" | "gfci_tripped" | "no_ground" | "stuck_contactor" | "gfci_self_test_failed" | "over_temperature" | "over_current" | "contactor_did_not_close" | "proximity_shorted" | "proximity_missing" | "eeprom_failure" | "sleeping" | "disabled";
            state_code: number;
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            target: "active" | "disabled";
            temperature_c: number | null;
            temperature_max_c: number | null;
            /** @description In words. */
            text: string;
        };
        /**
         * LogDocument
         * @description A page of the log.
         */
        LogDocument: {
            /** @description Newest first. */
            entries: components["schemas"]["ListedLogEntryDocument"][];
            /** @description `before` of the page with older ones; null when there are none. */
            next_before: number | null;
        };
        /**
         * MeasurementDocument
         * @description What flows, and how warm it is.
         */
        MeasurementDocument: {
            /** @description Charging current on each phase (A); 0 while not charging. */
            current_a: number;
            /** @description One or three, by the setting `is_threephase`. The controller measures one of three. */
            phases: components["schemas"]["PhaseDocument"][];
            /** @description Of all phases (W). */
            power_w: number;
            /** @description Of the first sensor that is there (°C). */
            temperature_c: number | null;
            /** @description Highest since the car was plugged in (°C). */
            temperature_max_c: number | null;
            /** @description Between phase and neutral, or as the controller computes with (V). */
            voltage_v: number;
        };
        /**
         * MqttCheckBody
         * @description Settings to try instead of those in force; nothing is stored.
         */
        MqttCheckBody: {
            mqtt_certificate_id?: string;
            mqtt_pass?: string;
            mqtt_port?: number;
            /** @enum {unknown} */
            mqtt_protocol?: "mqtt" | "mqtts";
            mqtt_reject_unauthorized?: boolean;
            mqtt_server?: string;
            mqtt_user?: string;
            /** @enum {unknown} */
            mqtt_version?: "3.1.1" | "5";
        };
        /**
         * NameBody
         * @description Another name.
         */
        NameBody: {
            /** @description For people; empty for none. */
            name: string;
        };
        /**
         * NetworkDocument
         * @description The network as the operating system reports it.
         */
        NetworkDocument: {
            ip_address: string;
            ipv6_address: string;
            mac_address: string;
            mode: ("wired" | "station" | "access_point" | "station_and_access_point") | null;
            signal_dbm: number;
            wifi_connected: boolean;
            wired_connected: boolean;
        };
        /**
         * NetworkStateDocument
         * @description How the station gets onto the network.
         */
        NetworkStateDocument: {
            /** @description IPv4 address of the station; empty if it has none. */
            address: string;
            /** @description What stands in the way, and what to do; empty if nothing does. */
            error: string;
            /**
             * @description Why it was not joined the last time.
             * @enum {unknown}
             */
            failure: "wrong_passphrase" | "not_found" | "no_address" | "duplicate_address" | "not_permitted" | "other" | null;
            /** @description The Wi-Fi the station is in; empty for none. */
            joined: string;
            /** @description The station sees to it; if not, the operating system does alone. */
            managed: boolean;
            /**
             * @description What is being done; null while it is not managed.
             * @enum {unknown}
             */
            phase: "no_manager" | "no_adapter" | "blocked" | "wired" | "waiting" | "joining" | "joined" | "access_point" | null;
            point_open: boolean;
            /** @description Everybody knows the passphrase of the access point: set `ap_pass`. */
            point_passphrase_is_usual: boolean;
            /** @description Name of the station's own access point. */
            point_ssid: string;
            /** @description The network that is to be joined; empty for none. */
            ssid: string;
        };
        /**
         * NewCertificateBody
         * @description A certificate to keep.
         */
        NewCertificateBody: {
            /** @description PEM; of a chain, the certificate itself comes first. */
            certificate: string;
            /**
             * @description Its private key (PEM) if it is to be shown to others; null for a root to trust.
             * @default null
             */
            key?: string | null;
            /**
             * @description For people; its subject if not given.
             * @default null
             */
            name?: string | null;
        };
        /**
         * OcppCheckBody
         * @description Settings to try instead of those in force; nothing is stored.
         */
        OcppCheckBody: {
            ocpp_authkey?: string;
            ocpp_certificate_id?: string;
            ocpp_chargeBoxId?: string;
            ocpp_security_profile?: number;
            ocpp_server?: string;
            /** @enum {unknown} */
            ocpp_version?: "1.6" | "2.0.1" | "auto";
        };
        /**
         * OffPeakBody
         * @description What the owner says to the hours offered.
         */
        OffPeakBody: {
            /**
             * @description `accepted`: they become events of the schedule, to be edited like any others, unless they have become that before and any event is left. `declined`: they are forgotten; the schedule stays as it is.
             * @enum {unknown}
             */
            answer: "accepted" | "declined";
        };
        /**
         * OffPeakDocument
         * @description The off-peak hours of the smart charge rules.
         */
        OffPeakDocument: {
            /**
             * @description What the owner has said to them.
             * @enum {unknown}
             */
            answer: "accepted" | "declined" | "open";
            /** @description The hours, as events of a schedule. */
            events: components["schemas"]["EventDocument"][];
            /** @description They wait for an answer, and the station pauses at peak hours meanwhile. */
            in_force: boolean;
            /** @description Whether the rules apply, so that there is something to answer. */
            offered: boolean;
        };
        /**
         * OutrankedDocument
         * @description A wish that does not count.
         */
        OutrankedDocument: {
            /** @description Null: the station itself, or the controller. */
            by: number | null;
            /** @description The same in words. */
            by_name: string | null;
            /**
             * @description Whether to charge, with which current, at most which current.
             * @enum {string}
             */
            property: "state" | "current" | "maximum";
        };
        /**
         * OverrideBody
         * @description An override as it is asked for. It replaces the one there may be.
         */
        OverrideBody: {
            /**
             * @description Whether it ends when the car is unplugged.
             * @default true
             */
            auto_release?: boolean;
            /**
             * @description Current to charge with (A); every maximum still holds.
             * @default null
             */
            charge_current_a?: number | null;
            /**
             * @description Ceiling, whoever sets the current (A).
             * @default null
             */
            max_current_a?: number | null;
            /** @default null */
            state?: ("active" | "disabled") | null;
        };
        /**
         * PanelDocument
         * @description The front panel.
         */
        PanelDocument: {
            /** @enum {unknown} */
            backlight: "blue" | "green" | "off" | "red" | "teal" | "violet" | "white" | "yellow";
            button_pressed: boolean;
            can_press: boolean;
            /** @description Eight of eight rows; the five lowest bits are the dots. */
            custom_characters: number[][];
            /** @description Two of 16 characters; codes 0-7 are the custom ones. */
            lines: string[];
            /** @description Whether it is what is shown; otherwise what the controller shows in such a state. */
            measured: boolean;
        };
        /**
         * PhaseDocument
         * @description One phase of the supply.
         */
        PhaseDocument: {
            current_a: number;
            phase: number;
            power_w: number;
            voltage_v: number;
        };
        /**
         * PictureDocument
         * @description All that is known of the controller.
         */
        PictureDocument: {
            ammeter_offset_ma: number;
            ammeter_scale: number;
            /** @description The contactor is closed. */
            charging: boolean;
            checks: components["schemas"]["ChecksDocument"];
            commands_answered: number;
            commands_sent: number;
            configured_maximum_a: number;
            /** @description It answers, and everything here has been asked at least once. */
            connected: boolean;
            /** @description Time with the contactor closed since the car was plugged in. */
            elapsed_s: number;
            /** @description It has stopped for a protection. */
            fault: boolean;
            faults: components["schemas"]["FaultsDocument"];
            firmware: string;
            flags: ("level_detection_skipped" | "hard_fault" | "limit_sleep" | "auth_locked" | "time_limit" | "no_ground_tripped" | "contactor_closed" | "gfci_tripped" | "car_connected" | "session_ended" | "car_connected_before" | "in_menu" | "timer_on" | "energy_limit" | "boot_lock" | "lock_motor_manual")[];
            hardware_maximum_a: number;
            /** @description It supervises this station. */
            heartbeat_armed: boolean;
            heartbeat_missed: boolean;
            link: components["schemas"]["LinkDocument"];
            minimum_a: number;
            /** @description It acts on its front button by itself. */
            own_button: boolean;
            /** @description Sleeping or disabled. */
            paused: boolean;
            /** @description What the pilot offers, or would offer (A). */
            pilot_a: number;
            /** @description By the pilot alone; null with old firmware. */
            pilot_state: ("unknown" | "starting" | "not_connected" | "connected" | "charging" | "vent_required" | "diode_check_failed" | "gfci_tripped" | "no_ground" | "stuck_contactor" | "gfci_self_test_failed" | "over_temperature" | "over_current" | "contactor_did_not_close" | "proximity_shorted" | "proximity_missing" | "eeprom_failure" | "sleeping" | "disabled") | null;
            protocol: string;
            serial: string;
            service_level: number;
            service_level_automatic: boolean;
            /**
             * @description State of the controller; `unknown` for a code without a name.
             * @enum {string}
             */
            state: "unknown" | "starting" | "not_connected" | "connected" | "charging" | "vent_required" | "diode_check_failed" | "gfci_tripped" | "no_ground" | "stuck_contactor" | "gfci_self_test_failed" | "over_temperature" | "over_current" | "contactor_did_not_close" | "proximity_shorted" | "proximity_missing" | "eeprom_failure" | "sleeping" | "disabled";
            /** @description The same as a number, also when it has no name. */
            state_code: number;
            temperatures: components["schemas"]["TemperaturesDocument"];
            /** @description Its own lifetime register. */
            total_wh: number;
            /** @description What was heard and cannot be true, since the station started. */
            values_ignored: number;
            vehicle_connected: boolean;
        };
        /**
         * PilotDocument
         * @description The control pilot.
         */
        PilotDocument: {
            /** Format: date-time */
            at: string;
            bands_mv: components["schemas"]["BandDocument"][];
            contactor_closed: boolean | null;
            /** @enum {unknown} */
            drive: "high" | "low" | "pwm" | "unknown";
            duty_pct: number | null;
            /** @description State of the controller, for people. */
            evse_state: string;
            high_mv: number | null;
            low_mv: number | null;
            /** @description Whether it is seen; otherwise it is concluded from what the controller reports. */
            measured: boolean;
            /** @description What a car reads from the duty; null for nothing. */
            offered_a: number | null;
            proximity: components["schemas"]["ProximityDocument"] | null;
            /** @enum {unknown} */
            state: "A" | "B" | "C" | "D" | "E" | "F" | "unknown";
            /** @description The last 64, the oldest first. */
            transitions: components["schemas"]["TransitionDocument"][];
        };
        /**
         * PlanDocument
         * @description The week, and where in it the station is.
         */
        PlanDocument: {
            entries: components["schemas"]["PlanEntryDocument"][];
            now: components["schemas"]["PlanStatusDocument"];
        };
        /**
         * PlanEntryDocument
         * @description An event on one day of the week.
         */
        PlanEntryDocument: {
            /** @enum {unknown} */
            day: "friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday";
            /** @description As drawn at random, after local midnight (s). */
            drawn_start_s: number;
            /** @description Until the next entry starts (s). */
            duration_s: number;
            /** @description Id of the event. */
            event: number;
            /** @description As asked for, after local midnight (s). */
            start_s: number;
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
        };
        /**
         * PlanStatusDocument
         * @description Where in the schedule the station is.
         */
        PlanStatusDocument: {
            /** @description Id of the event in force. */
            current_event: number | null;
            /** @description The switch that waits; null: none does. */
            delayed: components["schemas"]["DelayedSwitchDocument"] | null;
            /** @description What the event in effect has switched on. */
            feature: ("divert" | "ocpp" | "rfid" | "shaper") | null;
            /** @description When it does. */
            next_at: string | null;
            /** @description Id of the event that follows. */
            next_event: number | null;
        };
        /**
         * PlugBody
         * @description A car comes or goes.
         */
        PlugBody: {
            /**
             * @description Of the catalogue; null: the one from before.
             * @default null
             */
            car?: string | null;
            plugged: boolean;
        };
        /**
         * PointBody
         * @description The station's own access point.
         */
        PointBody: {
            open: boolean;
        };
        /**
         * PresetBody
         * @description A preset.
         */
        PresetBody: {
            /**
             * @description `default`: begins soon, ends late; `noimport`: buys little, but starts and stops more often; `nowaste`: all of the sun, with up to half of the charging power bought.
             * @enum {unknown}
             */
            name: "default" | "noimport" | "nowaste";
        };
        /**
         * PresetsDocument
         * @description What can be chosen, and what is.
         */
        PresetsDocument: {
            /** @description What the settings equal now; null: none of them. */
            current: ("default" | "noimport" | "nowaste") | null;
            /** @description By name. */
            presets: {
                [key: string]: components["schemas"]["ProfileDocument"];
            };
            /** @description As they are now. */
            settings: components["schemas"]["ProfileDocument"];
        };
        /**
         * PriceRateBody
         * @description The same in evcc's words.
         */
        PriceRateBody: {
            /**
             * @description Left out: the next start, or, of the last entry, as long as the one before it.
             * @default null
             */
            end?: string | null;
            /**
             * Format: date-time
             * @description With its offset from UTC or `Z`.
             */
            start: string;
            /** @description Price of a kWh. */
            value: number;
        };
        /**
         * PricesBody
         * @description Prices: one of `slots`, `rates` and `daily`.
         */
        PricesBody: {
            /**
             * @description ISO 4217.
             * @default
             * @example GBP
             */
            currency?: string;
            /** @description A tariff by the clock on the wall. */
            daily?: components["schemas"]["PriceStepBody"][];
            rates?: components["schemas"]["PriceRateBody"][];
            /** @description In the order of their starts, without overlap; there may be gaps. */
            slots?: components["schemas"]["PriceSlotBody"][];
        };
        /**
         * PricesDocument
         * @description The prices that count.
         */
        PricesDocument: {
            /** @description ISO 4217; empty when nobody said. */
            currency: string;
            /** @description What holds now; null while nothing is known of now. */
            current: components["schemas"]["PriceSlotDocument"] | null;
            /** @description The end of the last slot. */
            known_until: string | null;
            /** @description In order; there may be gaps. */
            slots: components["schemas"]["PriceSlotDocument"][];
            /** @description Where prices come from; empty when there are none. */
            source: string;
        };
        /**
         * PriceSlotBody
         * @description One stretch of time; one of price and CO2 at least.
         */
        PriceSlotBody: {
            /**
             * @description Carbon intensity of a kWh (g CO2 equivalent). Null or left out: not known.
             * @default null
             */
            co2_g?: number | null;
            /**
             * @description Left out: the next start, or, of the last entry, as long as the one before it.
             * @default null
             */
            end?: string | null;
            /**
             * @description Of a kWh; negative where one is paid to take it. Null or left out: not known.
             * @default null
             */
            price?: number | null;
            /**
             * Format: date-time
             * @description With its offset from UTC or `Z`.
             */
            start: string;
        };
        /**
         * PriceSlotDocument
         * @description One stretch of time with one price.
         */
        PriceSlotDocument: {
            /** @description Of a kWh (g CO2 equivalent). */
            co2_g: number | null;
            /** Format: date-time */
            end: string;
            /** @description Of a kWh. */
            price: number | null;
            /** Format: date-time */
            start: string;
        };
        /**
         * PriceStatusDocument
         * @description The price of this moment.
         */
        PriceStatusDocument: {
            /** @description ISO 4217; empty when nobody said. */
            currency: string;
            /** @description What holds now; null while nothing is known of now. */
            current: components["schemas"]["PriceSlotDocument"] | null;
            /** @description The end of the last slot. */
            known_until: string | null;
            /** @description Where prices come from; empty when there are none. */
            source: string;
        };
        /**
         * PriceStepBody
         * @description A price that begins at a time of the day and holds until the next step; one of price and CO2 at least.
         */
        PriceStepBody: {
            /**
             * @description Carbon intensity of a kWh (g CO2 equivalent). Null or left out: not known.
             * @default null
             */
            co2_g?: number | null;
            /**
             * @description On which days it begins; left out: on all.
             * @default null
             */
            days?: ("friday" | "monday" | "saturday" | "sunday" | "thursday" | "tuesday" | "wednesday")[] | null;
            /**
             * @description By the clock on the wall.
             * @example 00:30
             */
            from: string;
            /**
             * @description Of a kWh; negative where one is paid to take it. Null or left out: not known.
             * @default null
             */
            price?: number | null;
        };
        /**
         * Problem
         * @description What is wrong with a request.
         */
        Problem: {
            /** @description The field or parameter that is wrong; null where it is not a single one. */
            field: string | null;
            /** @description What is wrong and what would be right, in a sentence. */
            reason: string;
        };
        /**
         * ProcessDocument
         * @description This program, as of the last few seconds; null where the operating system does not tell.
         */
        ProcessDocument: {
            clock_trusted: boolean;
            /** @description Processor time it has used. */
            cpu_s: number;
            /** @description The longest anything due had to wait, in the last minute. */
            loop_lag_s: number | null;
            /** @description What it has in memory. */
            memory_bytes: number | null;
            /** @description What the operating system could still give. */
            memory_free_bytes: number;
            /** @description Files and connections it has open. */
            open_files: number | null;
            /** @description Tasks under way; null in the first seconds. */
            tasks: number | null;
            uptime_s: number;
        };
        /**
         * ProfileDocument
         * @description How divert is set.
         */
        ProfileDocument: {
            /** @description Smoothing of a rising surplus (s). */
            attack_s: number;
            /** @description Smoothing of a falling surplus (s). */
            decay_s: number;
            /** @description Shortest charge (s). */
            min_charge_s: number;
            /** @description Share of the charging power that must come from the sun. */
            pv_ratio: number;
        };
        /**
         * ProximityDocument
         * @description What the cable says it can carry.
         */
        ProximityDocument: {
            cable_a: number;
            /** @description What may be offered because of it. */
            offered_limit_a: number;
            /** @description Null: a cable fixed to the station has none here. */
            resistance_ohm: number | null;
        };
        /**
         * ReadingDocument
         * @description A measurement that somebody sent.
         */
        ReadingDocument: {
            /** @description How long ago it arrived (s). */
            age_s: number;
            value: number;
        };
        /**
         * ReasonDocument
         * @description One step from the claims to the target.
         */
        ReasonDocument: {
            /** @enum {string} */
            about: "state" | "current";
            /** @description Who brought it about; null: a default or the controller. */
            client: number | null;
            /** @description The same in words. */
            name: string | null;
            /**
             * @description For people.
             * @example the current shaper allows 16 A
             */
            text: string;
        };
        /**
         * RecordingBody
         * @description Whether to record.
         */
        RecordingBody: {
            on: boolean;
        };
        /**
         * RecordingDocument
         * @description What is being recorded.
         */
        RecordingDocument: {
            events: number;
            on: boolean;
            since: string | null;
        };
        /**
         * RegionDocument
         * @description A region and how stations are connected there.
         */
        RegionDocument: {
            /** @enum {unknown} */
            name: "europe" | "north-america" | "united-kingdom";
            supplies: components["schemas"]["SupplyChoiceDocument"][];
        };
        /**
         * RegistersDocument
         * @description The energy registers. Day, week, month and year are local ones; weeks begin on Sunday.
         */
        RegistersDocument: {
            contactor_closures: number;
            day_wh: number;
            /** @description The controller's own lifetime register is part of the total. */
            imported: boolean;
            month_wh: number;
            session_charging_s: number;
            session_wh: number;
            total_wh: number;
            week_wh: number;
            year_wh: number;
        };
        /**
         * ResetBody
         * @description That everything is to be forgotten.
         */
        ResetBody: {
            /**
             * @description That this is meant: it cannot be undone.
             * @enum {unknown}
             */
            confirm: "forget everything";
        };
        /**
         * RestartDocument
         * @description What starts anew.
         */
        RestartDocument: {
            /** @enum {unknown} */
            restarting: "controller" | "station";
        };
        /**
         * RestoreBody
         * @description That the backup that waits is to be brought back.
         */
        RestoreBody: {
            /**
             * @description That this is meant.
             * @enum {unknown}
             */
            confirm: "replace settings";
            /**
             * @description With which it was sealed.
             * @default null
             */
            passphrase?: string | null;
        };
        /**
         * RfidDocument
         * @description RFID cards.
         */
        RfidDocument: {
            /** @description Whose card was accepted. */
            authorised: components["schemas"]["AuthorisedDocument"] | null;
            /** @description Whether the next card is waited for, to be learnt. */
            learning: boolean;
            /** @description Whether a card is asked for now, by the setting or by the schedule. */
            required: boolean;
        };
        /**
         * RfidListDocument
         * @description Who may charge with a card.
         */
        RfidListDocument: {
            /** @description Whose card was accepted. */
            authorised: components["schemas"]["AuthorisedDocument"] | null;
            cards: components["schemas"]["CardDocument"][];
            /** @description How long the next card is still waited for; null: it is not. */
            learning_s: number | null;
            /** @description Whether a card is asked for now, by the setting or by the schedule. */
            required: boolean;
        };
        /**
         * SampleDocument
         * @description Means, or what was last known, of one interval.
         */
        SampleDocument: {
            current_a: number;
            grid_w: number | null;
            /** @description Its length; an idle station leaves out what would say the same. */
            interval_s: number;
            live_power_w: number | null;
            pilot_a: number;
            power_w: number;
            session_wh: number;
            solar_w: number | null;
            /** Format: date-time */
            start: string;
            /**
             * @description State of the controller; `unknown` for a code without a name.
             * @enum {string}
             */
            state: "unknown" | "starting" | "not_connected" | "connected" | "charging" | "vent_required" | "diode_check_failed" | "gfci_tripped" | "no_ground" | "stuck_contactor" | "gfci_self_test_failed" | "over_temperature" | "over_current" | "contactor_did_not_close" | "proximity_shorted" | "proximity_missing" | "eeprom_failure" | "sleeping" | "disabled";
            temperature_c: number | null;
            total_wh: number;
            vehicle_soc_pct: number | null;
            voltage_v: number;
        };
        /**
         * SamplesDocument
         * @description Samples of a period.
         */
        SamplesDocument: {
            /** @description `until` of the page with older ones; null when there are none. */
            next_until: string | null;
            /** @description Oldest first. */
            samples: components["schemas"]["SampleDocument"][];
        };
        /**
         * SentenceDocument
         * @description One sentence for people.
         */
        SentenceDocument: {
            /**
             * @description Which one; always the same for the same.
             * @example divert.waiting_for_surplus
             */
            code: string;
            /**
             * @description In English.
             * @example Charging at 16 A: the house limit allows 16 A.
             */
            text: string;
            /** @description What is in it, for other languages; instants are ISO 8601 in UTC. */
            values: {
                [key: string]: string | number | boolean | null;
            };
        };
        /**
         * ServiceDocument
         * @description One connection to the outside.
         */
        ServiceDocument: {
            connected: boolean;
            connected_since: string | null;
            enabled: boolean;
            /** @description What went wrong last; empty when nothing did. */
            error: string;
            error_detail: string;
            last_received: string | null;
            /** @description The last of them, and what was wrong with it. */
            last_rejection: string;
            /** @description When it is tried again; null unless it waits for that. */
            next_try: string | null;
            peer_address: string;
            peer_version: string;
            /** @description Times it was connected again since the station started. */
            reconnects: number;
            /** @description Messages that were refused since the station started. */
            rejected: number;
            sent: number;
            state: string;
            succeeded: number;
        };
        /**
         * SessionDocument
         * @description One plug-in cycle.
         */
        SessionDocument: {
            /** @description How often charging began. */
            charges: number;
            /** @description Time with the contactor closed. */
            charging_s: number;
            /** @description Of the energy whose carbon intensity was known; null if none was. */
            co2_g: number | null;
            /** @description Of the energy whose price was known; null if none was. */
            cost: number | null;
            /** @description Of the cost, ISO 4217; empty when nobody said. */
            currency: string;
            /** @description Null while it lasts. */
            ended: string | null;
            energy_wh: number;
            /** @description Counts up; never used twice. */
            number: number;
            peak_a: number;
            peak_w: number;
            /** @description How often the station started anew meanwhile. */
            resumed: number;
            /** @description What the sun gave of the energy; null if no feed told. */
            solar_wh: number | null;
            /** Format: date-time */
            started: string;
            /** @description Whether the clock could be trusted then. */
            started_trusted: boolean;
            /** @description Oldest first; the newest 20. */
            stops: components["schemas"]["StopDocument"][];
            /** @description Who charged, if that is known. */
            who: string;
        };
        /**
         * SessionMonthDocument
         * @description What somebody charged in one month, by currency where there were several.
         */
        SessionMonthDocument: {
            charges: number;
            charging_s: number;
            co2_g: number | null;
            cost: number | null;
            /** @description Of the cost; empty also for sessions of which no price was known. */
            currency: string;
            energy_wh: number;
            /** @description `YYYY-MM` (UTC); empty where the clock was not trusted. */
            month: string;
            sessions: number;
            solar_wh: number | null;
            who: string;
        };
        /**
         * SessionsDocument
         * @description A page of sessions.
         */
        SessionsDocument: {
            /** @description `before` of the page with older ones; null when there are none. */
            next_before: number | null;
            /** @description Newest first. */
            sessions: components["schemas"]["SessionDocument"][];
        };
        /**
         * SettingDocument
         * @description What can be set, and to what.
         */
        SettingDocument: {
            /** @description Null where the controller has its own. */
            default: boolean | number | string | null;
            /** @description For people, without its full stop. */
            description: string;
            /**
             * @description When a change takes effect.
             * @enum {string}
             */
            effect: "at_once" | "reconnect" | "network" | "restart";
            /**
             * @description Of the owner's concerns.
             * @enum {unknown}
             */
            group: "car" | "charging" | "display" | "eco" | "emoncms" | "house-limit" | "maintenance" | "mqtt" | "network" | "ocpp" | "rfid" | "schedule-and-prices" | "security" | "supply-and-safety" | "time";
            /** @description Without which it has no meaning. */
            hardware: string | null;
            /** @enum {unknown} */
            kind: "choice" | "integer" | "number" | "switch" | "text";
            /** @description Longest text (bytes of UTF-8). */
            max_bytes: number | null;
            maximum: number | null;
            minimum: number | null;
            name: string;
            /** @description All there are, of a choice. */
            options: string[];
            /** @description Regular expression for the whole text; empty for any text. */
            pattern: string;
            /** @description It is never shown. */
            secret: boolean;
            unit: string;
            /**
             * @description Who keeps it.
             * @enum {unknown}
             */
            where: "controller" | "station";
            /** @description 0 is possible too, although it is below the minimum: off. */
            zero_allowed: boolean;
        };
        /**
         * SettingsChangedDocument
         * @description What a change of settings led to.
         */
        SettingsChangedDocument: {
            /** @description Names of what has another value than before. */
            changed: string[];
            /** @description Of all that was sent, as they are now; null for secrets. */
            values: {
                [key: string]: boolean | number | string | null;
            };
            version: number;
        };
        /**
         * SettingsDocument
         * @description All settings.
         */
        SettingsDocument: {
            /** @description Of each secret whether it is set. */
            set: {
                [key: string]: boolean;
            };
            /** @description By name; null for every secret. */
            values: {
                [key: string]: boolean | number | string | null;
            };
            /** @description One more after every change; from 1 since the station started. */
            version: number;
        };
        /**
         * ShaperBody
         * @description Whether the current shaper runs.
         */
        ShaperBody: {
            running: boolean;
        };
        /**
         * ShaperDocument
         * @description Current shaper.
         */
        ShaperDocument: {
            /** @description What it would allow, before rounding (A). */
            allowed_a: number;
            /** @description Whether its measurements are believed. */
            data_fresh: boolean;
            /** @description Most the site may draw (W). */
            max_w: number;
            running: boolean;
            smoothed_w: number;
        };
        /**
         * ShownBody
         * @description A card that is shown.
         */
        ShownBody: {
            /** @description What is read from the card; spaces, `:` and `-` do not count, nor does the case. */
            token: string;
        };
        /**
         * ShownDocument
         * @description What became of a card that was shown.
         */
        ShownDocument: {
            /**
             * @description `accepted`: it may charge; `ended`: it was shown again, that is the end of it; `other`: it is known, but another one is in use; `unknown`; `learnt`: it was waited for; `back_end`: that decides.
             * @enum {unknown}
             */
            verdict: "accepted" | "back_end" | "ended" | "learnt" | "other" | "unknown";
        };
        /**
         * SourceDocument
         * @description What somebody wants, and what becomes of it.
         */
        SourceDocument: {
            /** @description Current to charge with (A). */
            charge_current_a: number | null;
            /** @description Null: the station itself, or the controller. */
            client: number | null;
            /** @description For what its wish counts; exactly one source decides `state`. */
            decides: ("state" | "current" | "maximum")[];
            /** @description Ceiling, whoever sets the current (A). */
            max_current_a: number | null;
            /**
             * @description The same in words.
             * @example solar divert
             */
            name: string;
            /** @description For what it does not count. */
            outranked: components["schemas"]["OutrankedDocument"][];
            /** @description Null while it claims nothing. */
            priority: number | null;
            /** @description What it wants. */
            sentence: components["schemas"]["SentenceDocument"];
            /** @description What it wants is what is offered. */
            sets_pilot: boolean;
            /** @description What it waits for; empty for nothing. */
            waiting_for: string;
            wants: ("active" | "disabled") | null;
            /** @description What made the client want this, as a clause for people. */
            why: string;
        };
        /**
         * StagedBackupDocument
         * @description A backup that was uploaded and waits for being confirmed.
         */
        StagedBackupDocument: {
            /** Format: date-time */
            made_at: string;
            /** @description Of the station when it was made. */
            pilotwire_version: string;
            /** @description Whether that is this one. If not, this station becomes that one: never run both. */
            same_station: boolean;
            /** @description Whether the passphrase is needed. */
            sealed: boolean;
            /** @description Of the station it was made of. */
            station_id: string;
        };
        /**
         * StatusDocument
         * @description Everything about the station at one instant.
         */
        StatusDocument: {
            advisories: components["schemas"]["AdvisoryDocument"][];
            /** Format: date-time */
            at: string;
            /** @description The charging back end, while OCPP is enabled. */
            back_end: components["schemas"]["BackEndDocument"] | null;
            /** @description The one under way. */
            boost: components["schemas"]["BoostDocument"] | null;
            /** @description Of a limit with `ready_by`. */
            charging_plan: components["schemas"]["ChargingPlanDocument"] | null;
            /** @description In the order of their slots. */
            claims: components["schemas"]["ClaimDocument"][];
            clock: components["schemas"]["ClockDocument"];
            contactor: components["schemas"]["ContactorDocument"];
            controller: components["schemas"]["ControllerDocument"];
            divert: components["schemas"]["DivertDocument"];
            explanation: components["schemas"]["ExplanationDocument"];
            feeds: components["schemas"]["FeedsDocument"];
            identity: components["schemas"]["IdentityDocument"];
            limit: components["schemas"]["LimitDocument"] | null;
            measurement: components["schemas"]["MeasurementDocument"];
            network: components["schemas"]["NetworkDocument"];
            plan: components["schemas"]["PlanStatusDocument"];
            prices: components["schemas"]["PriceStatusDocument"];
            process: components["schemas"]["ProcessDocument"];
            registers: components["schemas"]["RegistersDocument"];
            rfid: components["schemas"]["RfidDocument"];
            /** @description The card that was accepted, as it was read; empty while none is. */
            rfid_tag: string;
            /** @description By name. */
            services: {
                [key: string]: components["schemas"]["ServiceDocument"];
            };
            /** @description The one under way. */
            session: components["schemas"]["SessionDocument"] | null;
            shaper: components["schemas"]["ShaperDocument"];
            target: components["schemas"]["TargetDocument"];
            uptime_s: number;
            vehicle: components["schemas"]["VehicleDocument"];
            versions: components["schemas"]["VersionsDocument"];
            waiting: components["schemas"]["WaitingDocument"][];
        };
        /**
         * StepDocument
         * @description One step of a connection.
         */
        StepDocument: {
            /** @description `settings`, `DNS`, `TCP`, `TLS`, `CONNACK`, `SUBSCRIBE`, `HTTP`, `key`, `subprotocol` or `Boot`. */
            name: string;
            ok: boolean;
            /** @description What was found, or what is wrong and what to do about it. */
            words: string;
        };
        /**
         * StopDocument
         * @description One end of charging within a session.
         */
        StopDocument: {
            /** Format: date-time */
            at: string;
            /**
             * @description Why energy stopped flowing.
             * @enum {string}
             */
            reason: "vehicle" | "claim" | "fault" | "controller" | "unplugged" | "link_lost" | "power_lost";
            text: string;
        };
        /**
         * StoreHealthDocument
         * @description Where everything is kept.
         */
        StoreHealthDocument: {
            /** @description Why it cannot be read; empty when it can. */
            error: string;
            free_bytes: number;
            readable: boolean;
            used_bytes: number;
        };
        /**
         * StreamedDocument
         * @description One event of the stream.
         */
        StreamedDocument: {
            /** @description JSON: the status, or what has changed. */
            data: string;
            /**
             * @description Its topic.
             * @example evse_state
             */
            event: string;
        };
        /**
         * StretchDocument
         * @description Time in which to charge without interruption.
         */
        StretchDocument: {
            /** Format: date-time */
            begin: string;
            /** @description Mean of a kWh; null where part of it is not known. */
            co2_g: number | null;
            /**
             * Format: date-time
             * @description Charging ends before if the limit is reached.
             */
            end: string;
            /** @description Expected when the plan was made. */
            energy_wh: number;
            /** @description Mean of a kWh; null where part of it is not known. */
            price: number | null;
        };
        /**
         * SunForecastBody
         * @description A forecast: one of `slots` and `rates`.
         */
        SunForecastBody: {
            rates?: components["schemas"]["SunRateBody"][];
            /** @description In the order of their starts, without overlap; there may be gaps. */
            slots?: components["schemas"]["SunSlotBody"][];
        };
        /**
         * SunForecastDocument
         * @description What the sun is expected to give.
         */
        SunForecastDocument: {
            /** @description The end of the last slot; null when nothing is known. */
            known_until: string | null;
            /** @description In order; there may be gaps. */
            slots: components["schemas"]["SunSlotDocument"][];
        };
        /**
         * SunRateBody
         * @description The same in evcc's words.
         */
        SunRateBody: {
            /**
             * @description Left out: the next start, or, of the last entry, as long as the one before it.
             * @default null
             */
            end?: string | null;
            /**
             * Format: date-time
             * @description With its offset from UTC or `Z`.
             */
            start: string;
            /** @description What the panels give on average (W). */
            value: number;
        };
        /**
         * SunSlotBody
         * @description One stretch of time.
         */
        SunSlotBody: {
            /**
             * @description Left out: the next start, or, of the last entry, as long as the one before it.
             * @default null
             */
            end?: string | null;
            /** @description What the panels give on average (W). */
            power_w: number;
            /**
             * Format: date-time
             * @description With its offset from UTC or `Z`.
             */
            start: string;
        };
        /**
         * SunSlotDocument
         * @description One stretch of time.
         */
        SunSlotDocument: {
            /** Format: date-time */
            end: string;
            /** @description What the panels are expected to give on average (W). */
            power_w: number;
            /** Format: date-time */
            start: string;
        };
        /**
         * SupplyChoiceDocument
         * @description A way to be connected.
         */
        SupplyChoiceDocument: {
            description: string;
            name: string;
            phases: number;
            /** @description Rating of plug and socket (A); null when hard-wired. */
            plug_a: number | null;
            /** @description The rule behind what it carries. */
            source: string;
            voltage_v: number;
        };
        /**
         * TargetDocument
         * @description What the station wants of the controller.
         */
        TargetDocument: {
            /** @description As claimed (A). */
            charge_current_a: number | null;
            /** @description As claimed (A). */
            max_current_a: number | null;
            /** @description What is to be offered (A), also while disabled. */
            pilot_a: number;
            /** @description About the state first, then about the current; of these the first decides. */
            reasons: components["schemas"]["ReasonDocument"][];
            /**
             * @description `active`: charge; `disabled`: do not.
             * @enum {unknown}
             */
            state: "active" | "disabled";
            /** @description The whole in sentences for people. */
            why: string;
        };
        /**
         * TemperaturesDocument
         * @description Temperatures (°C); null for a sensor that is not there.
         */
        TemperaturesDocument: {
            ds3231_c: number | null;
            mcp9808_c: number | null;
            tmp007_c: number | null;
        };
        /**
         * TransitionDocument
         * @description The control pilot from an instant on.
         */
        TransitionDocument: {
            /** Format: date-time */
            at: string;
            contactor_closed: boolean | null;
            /**
             * @description What the station drives: steady +12 V, 1 kHz, or steady -12 V.
             * @enum {unknown}
             */
            drive: "high" | "low" | "pwm" | "unknown";
            /** @description Share of the period at +12 V; null unless `pwm`. */
            duty_pct: number | null;
            /** @description Voltage on the line while it is driven high. */
            high_mv: number | null;
            /** @description Voltage on the line while it is driven low. */
            low_mv: number | null;
            /**
             * @description State of the pilot by SAE J1772 and IEC 61851-1.
             * @enum {unknown}
             */
            state: "A" | "B" | "C" | "D" | "E" | "F" | "unknown";
            /** @description What has changed, for people. */
            why: string;
        };
        /**
         * TrialBody
         * @description Which day, which settings, which car.
         */
        TrialBody: {
            /**
             * @description A car that is plugged in all day, or one that comes and goes as cars did on that day.
             * @default all_day
             * @enum {unknown}
             */
            car?: "all_day" | "as_it_was";
            /**
             * @description By local time; null: yesterday.
             * @default null
             */
            date?: string | null;
            /** @description Those of eco, the house limit and the contactor that are to be tried; the rest is as it is. */
            settings: {
                [key: string]: boolean | number | string;
            };
            /**
             * @description How much it takes at most; null: whatever there is.
             * @default null
             */
            takes_wh?: number | null;
        };
        /**
         * TrialDocument
         * @description What would have been.
         */
        TrialDocument: {
            /** Format: date */
            date: string;
            /** @description For how much of the day there are measurements (s). */
            measured_s: number;
            /** @description What the settings go by and was not measured on that day. */
            missing: ("grid" | "live_power" | "solar")[];
            /** @description With the settings in force, and eco on. */
            now: components["schemas"]["TrialSumsDocument"];
            points: components["schemas"]["TrialPointDocument"][];
            recorded: components["schemas"]["TrialSumsDocument"];
            /** @description With the settings that are tried, and eco on. */
            tried: components["schemas"]["TrialSumsDocument"];
        };
        /**
         * TrialPointDocument
         * @description Means of five minutes.
         */
        TrialPointDocument: {
            /** @description As it would have been with the settings that are tried. */
            grid_w: number | null;
            /** @description What it would have taken with today's settings. */
            now_w: number;
            /** @description What the car took on that day. */
            recorded_w: number;
            /** @description The smoothed surplus, with those that are tried. */
            smoothed_w: number;
            solar_w: number | null;
            /** Format: date-time */
            start: string;
            /** @description And with those that are tried. */
            tried_w: number;
        };
        /**
         * TrialSumsDocument
         * @description A day in sums.
         */
        TrialSumsDocument: {
            charged_wh: number;
            /** @description Of the contactor; null of what was recorded. */
            closures: number | null;
            /** @description Null without a grid meter. */
            exported_wh: number | null;
            from_grid_wh: number;
            /** @description By the grid meter if there is one, else by the production alone. */
            from_sun_wh: number;
            /** @description Of any minute; null without a grid meter. */
            highest_import_w: number | null;
        };
        /**
         * UpcomingDocument
         * @description Something that is known to change.
         */
        UpcomingDocument: {
            /** @description Null while nobody knows the time. */
            at: string | null;
            /**
             * @description Which one; always the same for the same.
             * @example divert.waiting_for_surplus
             */
            code: string;
            /**
             * @description In English.
             * @example Charging at 16 A: the house limit allows 16 A.
             */
            text: string;
            /** @description What is in it, for other languages; instants are ISO 8601 in UTC. */
            values: {
                [key: string]: string | number | boolean | null;
            };
        };
        /**
         * VehicleBody
         * @description What is known of the car; null is as good as left out.
         */
        VehicleBody: {
            /**
             * @description The car's own limit (%).
             * @default null
             */
            charge_limit_pct?: number | null;
            /**
             * @description In km, or in miles where the setting `mqtt_vehicle_range_miles` says so.
             * @default null
             */
            range?: number | null;
            /**
             * @description State of charge (%).
             * @default null
             */
            soc_pct?: number | null;
            /** @default null */
            time_to_full_s?: number | null;
        };
        /**
         * VehicleDocument
         * @description What is known of the car beyond its pilot; null where nothing is.
         */
        VehicleDocument: {
            age_s: number | null;
            charge_limit_pct: number | null;
            range: number | null;
            /** @enum {string} */
            range_unit: "km" | "mi";
            soc_pct: number | null;
            time_to_full_s: number | null;
        };
        /**
         * VersionsDocument
         * @description Counters that change with a collection: compare them for inequality.
         */
        VersionsDocument: {
            claims: number;
            limit: number;
            override: number;
            plan: number;
            prices: number;
            schedule: number;
            settings: number;
            sun_forecast: number;
        };
        /**
         * WaitingDocument
         * @description What one of the station's own sources of claims wants, or waits for.
         */
        WaitingDocument: {
            /** @description Id of a client. */
            client: number;
            /**
             * @description The client in words.
             * @example manual override
             */
            name: string;
            /** @description What it waits for; empty for nothing. */
            text: string;
            wants: ("active" | "disabled") | null;
        };
        /**
         * WarningDocument
         * @description Something to look at.
         */
        WarningDocument: {
            /** @description For programs; the same for ever. */
            key: string;
            text: string;
        };
    };
    responses: {
        /** @description Too many wrong passwords; wait a minute. */
        Locked: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                };
            };
        };
        /** @description Another web site asked for this, or no password is set and this is not the station itself. */
        NotLetIn: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                };
            };
        };
        /** @description A password is set: present it, or a log-in cookie. */
        NotLoggedIn: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                };
            };
        };
        /** @description The request brings more than 64 KiB. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    msg: string;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ApiV1AdvisoriesListAdvisories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdvisoryDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1AdvisoriesAdvisoryIdAcknowledgeAcknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the advisory, `controller.lost` say. */
                advisory_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The advisory; that it is acknowledged is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdvisoryDocument"];
                };
            };
            /** @description There can be no such id. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is no such advisory now. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BackupMake: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "passphrase": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["BackupBody"];
            };
        };
        responses: {
            /** @description The backup. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The passphrase is too short. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be made now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BenchChangeBench: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "soc_pct": 40,
                 *       "faults": {
                 *         "earth_lost": true
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BenchBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneDocument"];
                };
            };
            /** @description Something cannot be that; nothing has changed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be now, or the controller is a real one; the reason says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BenchPlugPlug: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plugged": true,
                 *       "car": "nissan-leaf-40"
                 *     }
                 */
                "application/json": components["schemas"]["PlugBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneDocument"];
                };
            };
            /** @description There is no such car. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be now, or the controller is a real one; the reason says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BenchPowerCyclePowerCycle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be now, or the controller is a real one; the reason says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BenchRecordingRecording: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be now, or the controller is a real one; the reason says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BenchRecordingRecord: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "on": true
                 *     }
                 */
                "application/json": components["schemas"]["RecordingBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneDocument"];
                };
            };
            /** @description It is on or off. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be now, or the controller is a real one; the reason says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BoardReadBoard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is no board here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BoardButtonPressButton: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "held_ms": 150
                 *     }
                 */
                "application/json": components["schemas"]["ButtonBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneDocument"];
                };
            };
            /** @description It cannot be held for so long. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be now, or the controller is a real one; the reason says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BoardEventsFollowBoard: {
        parameters: {
            query?: {
                /** @description End after so long (s); 0: after the first event. */
                for_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until one of the two leaves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamedDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is no board here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description There are too many followers. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1BoostReadBoost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoostDocument"] | null;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BoostPutBoost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "duration_s": 1800
                 *     }
                 */
                "application/json": components["schemas"]["BoostBody"];
            };
        };
        responses: {
            /** @description The boost; it is in force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoostDocument"] | null;
                };
            };
            /** @description The body is not what is expected, or says neither how long nor how much. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1BoostEndBoost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CertificatesListCertificates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptCertificateDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CertificatesAddCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "certificate": "-----BEGIN CERTIFICATE-----\n..."
                 *     }
                 */
                "application/json": components["schemas"]["NewCertificateBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptCertificateDocument"];
                };
            };
            /** @description It is no certificate, or the key is not its own. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It is kept, or too many are. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CertificatesCertificateIdDeleteCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate, hexadecimal. */
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It and its key are gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request syntax or unsupported method */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            /** @description A setting chooses it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ClaimsListClaims: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ClaimsClientReadClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the client: any number that nobody else uses. */
                client: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDocument"];
                };
            };
            /** @description Bad request syntax or unsupported method */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description This client claims nothing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ClaimsClientMakeClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the client: any number that nobody else uses. */
                client: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "charge_current_a": 16,
                 *       "auto_release": false,
                 *       "priority": 500,
                 *       "lease_s": 300,
                 *       "why": "electricity is cheap until 6:00"
                 *     }
                 */
                "application/json": components["schemas"]["ClaimBody"];
            };
        };
        responses: {
            /** @description The claim; it is in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDocument"];
                };
            };
            /** @description The body is not what is expected, or asks for nothing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is no such client. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            /** @description The client is one of the station's own, or all claims are taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ClaimsClientReleaseClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the client: any number that nobody else uses. */
                client: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request syntax or unsupported method */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description This client claims nothing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            /** @description The client is one of the station's own. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ClockReadClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ClockPutClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "utc": "2026-03-04T05:06:07Z"
                 *     }
                 */
                "application/json": components["schemas"]["ClockBody"];
            };
        };
        responses: {
            /** @description The clock as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description A time server keeps the clock. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CommissioningReadCommissioning: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommissioningDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CommissioningCommission: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "region": "europe",
                 *       "supply": "hardwired-eu-3ph",
                 *       "breaker_a": 16,
                 *       "cross_section_mm2": 2.5,
                 *       "protection": "unknown",
                 *       "earthing": "unknown",
                 *       "current_a": 16,
                 *       "lock_wiring": false,
                 *       "confirm": ""
                 *     }
                 */
                "application/json": components["schemas"]["CommissionBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommissioningDocument"];
                };
            };
            /** @description An answer is missing or cannot be right, or what cannot be undone is not confirmed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be set now: the controller is not connected, or does not go so far up or down. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CommissioningAdviceReadAdvice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "region": "united-kingdom",
                 *       "supply": "hardwired-uk-1ph",
                 *       "breaker_a": 32,
                 *       "protection": "unknown",
                 *       "earthing": "unknown"
                 *     }
                 */
                "application/json": components["schemas"]["AnswersBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdviceDocument"];
                };
            };
            /** @description An answer is missing or cannot be right. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CommissioningInspectionInspect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "installer": "A. Sparks",
                 *       "confirmed": [
                 *         "earth-continuity",
                 *         "rcd-trip"
                 *       ],
                 *       "rcd_trip_ms": 24,
                 *       "remarks": ""
                 *     }
                 */
                "application/json": components["schemas"]["InspectionBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommissioningDocument"];
                };
            };
            /** @description Something cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The station has not been commissioned yet. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1CommissioningReportReadReport: {
        parameters: {
            query?: {
                /** @description Left out: the first known one of `Accept-Language`, of the setting `lang`, or English. */
                language?: "de" | "en" | "es" | "fr" | "it" | "nl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description HTML. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description It is not written in that language. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ControllerReadController: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PictureDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ControllerAcceptAccept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "serial": "4F45363238500A1B"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptBody"];
            };
        };
        responses: {
            /** @description It belongs to this station from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PictureDocument"];
                };
            };
            /** @description That is not its serial number. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It is the same as before. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ControllerRapiSendCommand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "command": "$GS"
                 *     }
                 */
                "application/json": components["schemas"]["CommandBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandDocument"];
                };
            };
            /** @description The body is not what is expected, or no RAPI command. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The controller did not answer, or not as it should. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description The command is not let through: the station needs what it would change. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ControllerRestartRestartController: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was told. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestartDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The controller is not connected. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1DiagnosticsDiagnostics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1DivertReadDivert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DivertDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1DivertPutDivert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "eco"
                 *     }
                 */
                "application/json": components["schemas"]["DivertBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DivertDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description A timer has eco run; until it ends there is only the override. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1DivertPresetPutPreset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "noimport"
                 *     }
                 */
                "application/json": components["schemas"]["PresetBody"];
            };
        };
        responses: {
            /** @description In force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresetsDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1DivertPresetsReadPresets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresetsDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1DivertTrialTrySettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "settings": {
                 *         "divert_PV_ratio": 0.8
                 *       },
                 *       "car": "all_day"
                 *     }
                 */
                "application/json": components["schemas"]["TrialBody"];
            };
        };
        responses: {
            /** @description Sums and curves: as it was, with today's settings, and with those that are tried. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialDocument"];
                };
            };
            /** @description No such setting here, a value that can never be valid, or a day without measurements by the minute. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description Nothing was measured on that day. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1EmoncmsCheckCheckEmoncms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "emoncms_server": "http://emonpi.local"
                 *     }
                 */
                "application/json": components["schemas"]["EmoncmsCheckBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckDocument"];
                };
            };
            /** @description A field that can never be valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description A check is under way already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1EnergyReadRegisters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistersDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1EnergyHistoryReadHistory: {
        parameters: {
            query?: {
                /** @description Length of the buckets. */
                by?: "day" | "month" | "year";
                /** @description First local date. */
                since?: string;
                /** @description The local date after the last. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyHistoryDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1EnergyResetResetRegisters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "registers": "calendar",
                 *       "confirm": "reset",
                 *       "add_controller_total": false
                 *     }
                 */
                "application/json": components["schemas"]["EnergyResetBody"];
            };
        };
        responses: {
            /** @description The registers as they are now; kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistersDocument"];
                };
            };
            /** @description The body is not what is expected, or not confirmed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The controller is not connected. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1EventsFollow: {
        parameters: {
            query?: {
                /** @description End after so long (s); 0: after the first event. */
                for_s?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until one of the two leaves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamedDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description There are too many followers. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1ExplanationReadExplanation: {
        parameters: {
            query?: {
                /** @description A moment that is over; left out: now. */
                at?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplainedDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description Nothing is known of that moment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1FactoryResetReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirm": "forget everything"
                 *     }
                 */
                "application/json": components["schemas"]["ResetBody"];
            };
        };
        responses: {
            /** @description Everything is forgotten; the station starts anew about a second after the answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestartDocument"];
                };
            };
            /** @description It is not confirmed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1FeedsReadFeeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedsDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1FeedsPostFeeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "solar_w": 3200,
                 *       "grid_w": -1850
                 *     }
                 */
                "application/json": components["schemas"]["FeedsBody"];
            };
        };
        responses: {
            /** @description All measurements as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedsDocument"];
                };
            };
            /** @description The body is not what is expected, or empty. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1HealthReadHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1HttpsReadHttps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HttpsDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1HttpsAuthorityCrtReadAuthority: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description PEM. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-x509-ca-cert": string;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The station has none: it does not use a certificate of its own. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1LimitReadLimit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitDocument"] | null;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1LimitPutLimit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "soc",
                 *       "value": 80,
                 *       "auto_release": true,
                 *       "ready_by": "07:00",
                 *       "prefer": "cheapest"
                 *     }
                 */
                "application/json": components["schemas"]["LimitBody"];
            };
        };
        responses: {
            /** @description The limit; it is in force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitDocument"] | null;
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1LimitDeleteLimit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. The default of the settings may take its place. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1LogReadLog: {
        parameters: {
            query?: {
                /** @description Only entries with a smaller id. */
                before?: number;
                /** @description At most so many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1MqttCheckCheckMqtt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mqtt_server": "broker.local"
                 *     }
                 */
                "application/json": components["schemas"]["MqttCheckBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckDocument"];
                };
            };
            /** @description A field that can never be valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description A check is under way already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1NetworkReadNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkStateDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1NetworkAccessPointSwitch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "open": true
                 *     }
                 */
                "application/json": components["schemas"]["PointBody"];
            };
        };
        responses: {
            /** @description It will be. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkStateDocument"];
                };
            };
            /** @description It is open or not. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The operating system manages the network. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1NetworkJoinJoin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ssid": "home",
                 *       "passphrase": "correct horse"
                 *     }
                 */
                "application/json": components["schemas"]["JoinBody"];
            };
        };
        responses: {
            /** @description It will be tried. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkStateDocument"];
                };
            };
            /** @description There can be no such network. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The operating system manages the network. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1NetworkScanScan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundNetworkDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1OcppCheckCheckOcpp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ocpp_server": "wss://csms.example.com/ocpp"
                 *     }
                 */
                "application/json": components["schemas"]["OcppCheckBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckDocument"];
                };
            };
            /** @description A field that can never be valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description A check is under way already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1OverrideReadOverride: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDocument"] | null;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1OverridePutOverride: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "active",
                 *       "charge_current_a": 16,
                 *       "auto_release": true
                 *     }
                 */
                "application/json": components["schemas"]["OverrideBody"];
            };
        };
        responses: {
            /** @description The override; it is in force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimDocument"] | null;
                };
            };
            /** @description The body is not what is expected, or asks for nothing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1OverrideReleaseOverride: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1PlanReadChargingPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargingPlanDocument"] | null;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1PricesReadPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricesDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1PricesPutPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currency": "GBP",
                 *       "slots": [
                 *         {
                 *           "start": "2026-11-23T00:30:00Z",
                 *           "end": "2026-11-23T01:00:00Z",
                 *           "price": 0.085,
                 *           "co2_g": 120
                 *         },
                 *         {
                 *           "start": "2026-11-23T01:00:00Z",
                 *           "end": "2026-11-23T01:30:00Z",
                 *           "price": 0.12
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PricesBody"];
            };
        };
        responses: {
            /** @description All prices, as slots; they count now and are kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricesDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The settings name a file that prices come from. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1PricesDeletePrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There are none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RestartRestartStation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestartDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RestoreLook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StagedBackupDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description None waits. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            /** @description This station keeps nothing that could be backed up. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RestoreUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A backup. */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What was uploaded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StagedBackupDocument"];
                };
            };
            /** @description It is no backup, is damaged, or is from a newer version. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description Not now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RestoreBringBack: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirm": "replace settings"
                 *     }
                 */
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            /** @description It is checked; the station starts anew with it about a second after the answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestartDocument"];
                };
            };
            /** @description It is not confirmed, or the passphrase is not the one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description None waits. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RestoreDiscard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description This station keeps nothing that could be backed up. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RfidListCards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RfidListDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RfidCardsAddCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "04a2b3c4",
                 *       "name": "Ada"
                 *     }
                 */
                "application/json": components["schemas"]["CardBody"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardDocument"];
                };
            };
            /** @description It is no number of a card, or there are too many. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RfidCardsCardIdRemoveCard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the card, 16 hexadecimal digits. */
                card_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It may not charge any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request syntax or unsupported method */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RfidCardsCardIdNameCard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the card, 16 hexadecimal digits. */
                card_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada"
                 *     }
                 */
                "application/json": components["schemas"]["NameBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardDocument"];
                };
            };
            /** @description There are more names than can be kept. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RfidLearnLearnCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada"
                 *     }
                 */
                "application/json": components["schemas"]["LearnBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LearningDocument"];
                };
            };
            /** @description It is no name. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1RfidShownShowCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "04a2b3c4"
                 *     }
                 */
                "application/json": components["schemas"]["ShownBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownDocument"];
                };
            };
            /** @description It is no number of a card. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SamplesReadSamples: {
        parameters: {
            query?: {
                /** @description Combine samples to intervals of this length (s), weighted by time. */
                resolution_s?: number;
                /** @description Beginning of the period. */
                since?: string;
                /** @description End of the period, not included. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SamplesDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1SamplesCsvSamplesTable: {
        parameters: {
            query?: {
                /** @description Combine samples to intervals of this length (s), weighted by time. */
                resolution_s?: number;
                /** @description Beginning of the period. */
                since?: string;
                /** @description End of the period, not included. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. Columns are the fields of a sample. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1ScheduleListEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleReplaceEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "state": "active",
                 *         "time": "22:30",
                 *         "days": [
                 *           "monday",
                 *           "tuesday",
                 *           "wednesday",
                 *           "thursday",
                 *           "friday"
                 *         ],
                 *         "id": 1
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["ListedEventBody"][];
            };
        };
        responses: {
            /** @description All events; they are in force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDocument"][];
                };
            };
            /** @description The body is not what is expected. Or two events have the same id, or begin at the same time. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleAddEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "active",
                 *       "time": "22:30",
                 *       "days": [
                 *         "monday",
                 *         "tuesday",
                 *         "wednesday",
                 *         "thursday",
                 *         "friday"
                 *       ],
                 *       "current_a": 16
                 *     }
                 */
                "application/json": components["schemas"]["EventBody"];
            };
        };
        responses: {
            /** @description The event with its id; it is in force and kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There are as many events as there can be, or one begins at the same time already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleEventIdReadEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the event. */
                event_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDocument"];
                };
            };
            /** @description Bad request syntax or unsupported method */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleEventIdPutEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the event. */
                event_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "active",
                 *       "time": "22:30",
                 *       "days": [
                 *         "monday",
                 *         "tuesday",
                 *         "wednesday",
                 *         "thursday",
                 *         "friday"
                 *       ],
                 *       "current_a": 16
                 *     }
                 */
                "application/json": components["schemas"]["EventBody"];
            };
        };
        responses: {
            /** @description The event; it is in force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There can be no such id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            /** @description There are as many events as there can be, or one begins at the same time already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleEventIdDeleteEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the event. */
                event_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request syntax or unsupported method */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleDelayReadDelay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DelayedSwitchDocument"] | null;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleDelayCancelDelay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the schedule switches has taken effect. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description Nothing waits. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleOffPeakReadOffPeak: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OffPeakDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ScheduleOffPeakAnswerOffPeak: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "answer": "accepted"
                 *     }
                 */
                "application/json": components["schemas"]["OffPeakBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OffPeakDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The setting smart_charge_rules is not `uk`, or the schedule has events of one's own that stand in the way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SchedulePlanReadPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SessionsListSessions: {
        parameters: {
            query?: {
                /** @description Only sessions with a smaller number. */
                before?: number;
                /** @description At most so many. */
                limit?: number;
                /** @description Only sessions that began then or later. */
                since?: string;
                /** @description Only sessions that began earlier. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsDocument"];
                };
            };
            /** @description A parameter cannot be that. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1SessionsCsvSessionsTable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. Columns are the fields of a session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1SessionsNumberReadSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the session. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDocument"];
                };
            };
            /** @description There can be no such number. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is no such session. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1SessionsMonthsReadMonths: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionMonthDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
            /** @description The store cannot be read now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
        };
    };
    ApiV1SettingsReadSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SettingsChangeSettings: {
        parameters: {
            query?: {
                /** @description Name of the setting that is changed for good. */
                confirm?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "hostname": "garage",
                 *       "divert_enabled": true
                 *     }
                 */
                "application/json": {
                    /** @description Passphrase of the access point, used from 8 characters on. */
                    ap_pass?: string;
                    /** @description Name of the station's own access point; by default from its id. */
                    ap_ssid?: string;
                    /** @description Answer other machines although no password is set. */
                    api_open?: boolean;
                    /**
                     * @description Charge fast or by the sun, when divert is enabled.
                     * @enum {unknown}
                     */
                    charge_mode?: "fast" | "eco";
                    /** @description How long claims made through the OpenEVSE API last; 0 until released (s). */
                    claims_lease_time?: number;
                    /** @description Longest time measurements wait before they are written (s). */
                    commit_interval?: number;
                    /** @description Most closures of the contactor in any hour (1/h). */
                    contactor_closures_per_hour?: number;
                    /** @description Shortest pause before a source starts charging by itself (s). */
                    contactor_min_off_time?: number;
                    /** @description Shortest time of charging before a source stops it by itself (s). */
                    contactor_min_on_time?: number;
                    /** @description Age from which the site's power is not believed any more (s). */
                    current_shaper_data_maxinterval?: number;
                    /** @description Current shaper. */
                    current_shaper_enabled?: boolean;
                    /** @description Most the site may draw, car included (W). */
                    current_shaper_max_pwr?: number;
                    /** @description Shortest pause by the current shaper (s). */
                    current_shaper_min_pause_time?: number;
                    /** @description Smoothing of a falling load while paused (s). */
                    current_shaper_smoothing_time?: number;
                    /** @description Charge when nobody wants anything else. */
                    default_state?: boolean;
                    /** @description The controller checks for the diode in the car. */
                    diode_check?: boolean;
                    /** @description Smoothing of a rising surplus (s). */
                    divert_attack_smoothing_time?: number;
                    /**
                     * @description When the sun gives less than the car can take: stop, hold the minimum, or hold it within the budget.
                     * @enum {unknown}
                     */
                    divert_below_minimum?: "stop" | "hold" | "budget";
                    /** @description Smoothing of a falling surplus (s). */
                    divert_decay_smoothing_time?: number;
                    /** @description Solar divert. */
                    divert_enabled?: boolean;
                    /**
                     * @description What eco does when the feed is not believed any more.
                     * @enum {unknown}
                     */
                    divert_feed_fallback?: "pause" | "minimum";
                    /** @description Age from which solar, grid or battery feed is not believed any more; 0 for never (s). */
                    divert_feed_timeout?: number;
                    /** @description Energy a day that is not from the sun, to hold the minimum with (Wh). */
                    divert_hold_budget?: number;
                    /** @description Shortest charge by solar divert (s). */
                    divert_min_charge_time?: number;
                    /** @description Share of the charging power that must come from the sun. */
                    divert_PV_ratio?: number;
                    /** @description What solar divert follows: 0 production, 1 grid, -1 not chosen. */
                    divert_type?: number;
                    /** @description Write key of Emoncms. */
                    emoncms_apikey?: string;
                    /** @description Post to Emoncms. */
                    emoncms_enabled?: boolean;
                    /** @description Fingerprint of the Emoncms server's certificate. */
                    emoncms_fingerprint?: string;
                    /** @description Publish what Emoncms stores by MQTT as well, as emonHub does. */
                    emoncms_mqtt?: boolean;
                    /** @description Topic under which Emoncms listens to MQTT. */
                    emoncms_mqtt_topic?: string;
                    /** @description Name of the station in Emoncms; by default the host name. */
                    emoncms_node?: string;
                    /** @description Address of the Emoncms server. */
                    emoncms_server?: string;
                    /** @description Further Emoncms servers, a JSON list without spaces between its parts. */
                    emoncms_servers?: string;
                    /** @description The controller acts on its front button by itself. */
                    front_button?: boolean;
                    /** @description The controller tests its residual-current protection. */
                    gfci_check?: boolean;
                    /** @description The controller checks the protective earth. */
                    ground_check?: boolean;
                    /** @description What the controller falls back to when the sign of life is missing (A). */
                    heartbeat_current?: number;
                    /** @description How long the controller waits for a sign of life; 0 turns supervision off (s). */
                    heartbeat_interval?: number;
                    /** @description Count what the home battery takes and gives in the surplus. */
                    home_battery_aware?: boolean;
                    /** @description From this state of charge, and not below the other, the home battery may feed the car; 0 for never (%). */
                    home_battery_buffer_soc?: number;
                    /** @description Below this state of charge the home battery goes before the car; 0 for never (%). */
                    home_battery_priority_soc?: number;
                    /** @description Name on the network; by default from the station's id. */
                    hostname?: string;
                    /** @description Serve HTTPS with a certificate of the station's own authority. */
                    https_own?: boolean;
                    /** @description Send who comes over plain HTTP to HTTPS, while that is served. */
                    https_redirect?: boolean;
                    /** @description The supply has three phases. */
                    is_threephase?: boolean;
                    /** @description Language of the web interface. */
                    lang?: string;
                    /** @description Time until the display's light goes out; 0 leaves it on (s). */
                    lcd_backlight_timeout?: number;
                    /** @description Show address and Wi-Fi on the controller's display when they change. */
                    lcd_messages?: boolean;
                    /** @description Show host name and address on the display. */
                    lcd_network_info?: boolean;
                    /** @description Brightness of the LEDs. */
                    led_brightness?: number;
                    /**
                     * @description What the limit of every new session is in.
                     * @enum {unknown}
                     */
                    limit_default_type?: "" | "none" | "time" | "energy" | "soc" | "range" | "cost";
                    /** @description The limit of every new session (min, Wh, %, range unit or 1/100 of the currency, by type). */
                    limit_default_value?: number;
                    /** @description Most the wiring bears; can be lowered and never raised (A). */
                    max_current_hard?: number;
                    /** @description Most the station may offer (A). */
                    max_current_soft?: number;
                    /** @description Topic under which the station announces itself. */
                    mqtt_announce_topic?: string;
                    /** @description Client certificate for the broker. */
                    mqtt_certificate_id?: string;
                    /**
                     * @description What may be commanded by MQTT: nothing, all but protections, calibration and access, or everything.
                     * @enum {unknown}
                     */
                    mqtt_commands?: "none" | "safe" | "all";
                    /** @description Have Home Assistant find the station by MQTT. */
                    mqtt_discovery?: boolean;
                    /** @description Topic under which Home Assistant looks for devices. */
                    mqtt_discovery_prefix?: string;
                    /** @description Connect to the MQTT broker. */
                    mqtt_enabled?: boolean;
                    /** @description Topic with power from the grid, negative to it (W). */
                    mqtt_grid_ie?: string;
                    /** @description Topic with the home battery's power (W). */
                    mqtt_home_battery_power?: string;
                    /** @description Topic with the home battery's state of charge (%). */
                    mqtt_home_battery_soc?: string;
                    /** @description Topic with the site's whole power, car included (W). */
                    mqtt_live_pwr?: string;
                    /** @description Password at the broker. */
                    mqtt_pass?: string;
                    /** @description Port of the MQTT broker. */
                    mqtt_port?: number;
                    /**
                     * @description Plain MQTT or MQTT with TLS.
                     * @enum {unknown}
                     */
                    mqtt_protocol?: "mqtt" | "mqtts";
                    /** @description Accept only certificates that can be verified. */
                    mqtt_reject_unauthorized?: boolean;
                    /** @description Ask the broker to keep values. */
                    mqtt_retained?: boolean;
                    /** @description Host of the MQTT broker. */
                    mqtt_server?: string;
                    /** @description Topic with solar production (W). */
                    mqtt_solar?: string;
                    /** @description Topic under which the station publishes; by default the host name. */
                    mqtt_topic?: string;
                    /** @description User name at the broker. */
                    mqtt_user?: string;
                    /** @description Topic with the car's own charge limit (%). */
                    mqtt_vehicle_charge_limit?: string;
                    /** @description Topic with the time until the car is full (s). */
                    mqtt_vehicle_eta?: string;
                    /** @description Topic with the car's range (km or miles). */
                    mqtt_vehicle_range?: string;
                    /** @description Ranges are in miles. */
                    mqtt_vehicle_range_miles?: boolean;
                    /** @description Topic with the car's state of charge (%). */
                    mqtt_vehicle_soc?: string;
                    /**
                     * @description Version of MQTT spoken with the broker.
                     * @enum {unknown}
                     */
                    mqtt_version?: "3.1.1" | "5";
                    /** @description Topic with the mains voltage (V). */
                    mqtt_vrms?: string;
                    /** @description The station joins networks and opens its access point by itself. */
                    network_managed?: boolean;
                    /** @description Anybody may charge. */
                    ocpp_auth_auto?: boolean;
                    /** @description Unknown tags may charge while the central system is away. */
                    ocpp_auth_offline?: boolean;
                    /** @description Authorisation key for the central system. */
                    ocpp_authkey?: string;
                    /** @description Id of the client certificate shown to the OCPP central system. */
                    ocpp_certificate_id?: string;
                    /** @description Name of the station at the central system. */
                    ocpp_chargeBoxId?: string;
                    /** @description Connect to the OCPP central system. */
                    ocpp_enabled?: boolean;
                    /** @description The central system may start charging. */
                    ocpp_energize_plug?: boolean;
                    /** @description Tag charged to when anybody may charge. */
                    ocpp_idtag?: string;
                    /** @description OCPP security: 1 password, 2 also TLS, 3 TLS with client certificate, 0 as address and key say. */
                    ocpp_security_profile?: number;
                    /** @description Address of the OCPP central system. */
                    ocpp_server?: string;
                    /** @description The central system may stop charging. */
                    ocpp_suspend_evse?: boolean;
                    /**
                     * @description Version of OCPP spoken with the central system; auto lets that choose.
                     * @enum {unknown}
                     */
                    ocpp_version?: "auto" | "1.6" | "2.0.1";
                    /** @description Offset of the ammeter (mA). */
                    offset?: number;
                    /** @description Key of the Ohm Connect account. */
                    ohm?: string;
                    /** @description Pause during Ohm Hours. */
                    ohm_enabled?: boolean;
                    /** @description Temperature at which charging stops (°C). */
                    over_temp_shutdown?: number;
                    /** @description Passphrase of that network. */
                    pass?: string;
                    /** @description Pause by disabling the controller instead of putting it to sleep. */
                    pause_uses_disabled?: boolean;
                    /** @description JSON or CSV file with prices or carbon intensity, read when it changes; posted ones rest meanwhile. */
                    price_file?: string;
                    /** @description The controller checks for a stuck contactor. */
                    relay_check?: boolean;
                    /** @description Charge only with a known RFID tag. */
                    rfid_enabled?: boolean;
                    /** @description USB reader of RFID tags: a device in /dev/input, or empty for none. */
                    rfid_reader?: string;
                    /** @description Random text that ids of RFID tags are made with. */
                    rfid_salt?: string;
                    /** @description RFID tags that may charge, separated by commas. */
                    rfid_storage?: string;
                    /** @description Names of RFID tags, a JSON object without spaces. */
                    rfid_users?: string;
                    /** @description Time between two samples of the history (s). */
                    sample_interval?: number;
                    /** @description Scale of the ammeter. */
                    scale?: number;
                    /** @description Events of the schedule start at a random moment within this time (s). */
                    scheduler_start_window?: number;
                    /** @description Key that log-in cookies are signed with. */
                    server_secret?: string;
                    /** @description Service level: 1, 2, or 0 for automatic. */
                    service?: number;
                    /** @description Longest random delay of what the schedule switches, under these rules (s). */
                    smart_charge_delay?: number;
                    /**
                     * @description Whether the owner has taken the off-peak hours offered at first use.
                     * @enum {unknown}
                     */
                    smart_charge_hours?: "open" | "accepted" | "declined";
                    /**
                     * @description Rules for smart charge points that apply.
                     * @enum {unknown}
                     */
                    smart_charge_rules?: "" | "uk";
                    /** @description Take the time from the time server. */
                    sntp_enabled?: boolean;
                    /** @description Time server. */
                    sntp_hostname?: string;
                    /** @description Wi-Fi network to join. */
                    ssid?: string;
                    /** @description The controller watches its temperature. */
                    temp_check?: boolean;
                    /** @description Slow down when it gets hot. */
                    temp_throttle_enabled?: boolean;
                    /** @description Temperature at which charging is slowed down (°C). */
                    temp_throttle_setpoint?: number;
                    /**
                     * @description Unit in which temperatures are displayed.
                     * @enum {unknown}
                     */
                    temp_unit?: "c" | "f";
                    /** @description Tesla access token. */
                    tesla_access_token?: string;
                    /** @description When the Tesla tokens were issued, since 1970 (s). */
                    tesla_created_at?: number;
                    /** @description Ask Tesla about the car. */
                    tesla_enabled?: boolean;
                    /** @description How long the Tesla tokens last (s). */
                    tesla_expires_in?: number;
                    /** @description Tesla refresh token. */
                    tesla_refresh_token?: string;
                    /** @description The Tesla to ask about. */
                    tesla_vehicle_id?: string;
                    /** @description Brightness of the display in use (%). */
                    tft_brightness?: number;
                    /** @description Brightness of the display when nobody uses it (%). */
                    tft_standby_brightness?: number;
                    /** @description Colours of the display. */
                    tft_theme?: string;
                    /** @description Time zone: name, a bar, and its rule as a POSIX TZ string. */
                    time_zone?: string;
                    /** @description Usable energy of the car's battery, for charging plans (Wh). */
                    vehicle_battery_capacity?: number;
                    /** @description Where data about the car comes from: 0 nowhere, 1 Tesla, 2 MQTT, 3 HTTP. */
                    vehicle_data_src?: number;
                    /** @description The controller refuses cars that need ventilation. */
                    vent_check?: boolean;
                    /** @description Mains voltage energy is computed with unless a feed tells it; 0 leaves it to the controller (cV). */
                    voltage?: 0 | number;
                    /** @description The first set-up is done. */
                    wizard_passed?: boolean;
                    /** @description Certificate of the HTTPS server. */
                    www_certificate_id?: string;
                    /** @description Port of the HTTP server. */
                    www_http_port?: number;
                    /** @description Port of the HTTPS server. */
                    www_https_port?: number;
                    /** @description Password of the web interface and API; kept only as a hash. */
                    www_password?: string;
                    /** @description User name of the web interface and API. */
                    www_username?: string;
                };
            };
        };
        responses: {
            /** @description What changed; in force and kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsChangedDocument"];
                };
            };
            /** @description No such setting, a value that can never be valid, or it is not confirmed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description It cannot be set now: the controller is not connected, or does not let it be raised. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SettingsDescriptionDescribeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingDocument"][];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ShaperReadShaper: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShaperDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1ShaperPutShaper: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "running": true
                 *     }
                 */
                "application/json": components["schemas"]["ShaperBody"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShaperDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1StatusReadStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SunForecastReadSunForecast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SunForecastDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SunForecastPutSunForecast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slots": [
                 *         {
                 *           "start": "2026-11-23T11:00:00Z",
                 *           "power_w": 2400,
                 *           "end": "2026-11-23T12:00:00Z"
                 *         },
                 *         {
                 *           "start": "2026-11-23T12:00:00Z",
                 *           "power_w": 1900
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SunForecastBody"];
            };
        };
        responses: {
            /** @description The forecast; it is kept until another one is posted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SunForecastDocument"];
                };
            };
            /** @description The body is not what is expected. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1SunForecastDeleteSunForecast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1TargetReadTarget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1VehicleReadVehicle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VehicleDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
    ApiV1VehiclePostVehicle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "soc_pct": 62,
                 *       "range": 240
                 *     }
                 */
                "application/json": components["schemas"]["VehicleBody"];
            };
        };
        responses: {
            /** @description All that is known now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VehicleDocument"];
                };
            };
            /** @description The body is not what is expected, or empty. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            401: components["responses"]["NotLoggedIn"];
            403: components["responses"]["NotLetIn"];
            /** @description The settings believe another source. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorDocument"];
                };
            };
            413: components["responses"]["TooLarge"];
            429: components["responses"]["Locked"];
        };
    };
}
