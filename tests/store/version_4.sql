BEGIN TRANSACTION;
PRAGMA application_id = 1346980951;
PRAGMA user_version = 4;
CREATE TABLE certificates (
    position INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    certificate TEXT NOT NULL,
    key TEXT,
    fingerprint TEXT NOT NULL
) STRICT;
INSERT INTO "certificates" VALUES(1,'1','root','root','PEM',NULL,'ab');
INSERT INTO "certificates" VALUES(2,'2','client','client','PEM','KEY','');
CREATE TABLE documents (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "documents" VALUES('prices','{"currency":"GBP","slots":[{"start":"2026-07-06T12:00:00Z","end":"2026-07-06T13:00:00Z","price":0.085,"co2_g":120.0}],"steps":[{"at":"00:30:00","price":0.285,"co2_g":null,"days":[0,1,2,3,4,5,6]}]}');
INSERT INTO "documents" VALUES('registers','{"session_wh":10.5,"session_elapsed_s":60.0,"total_kwh":123.456,"day_kwh":1.5,"week_kwh":2.5,"month_kwh":3.5,"year_kwh":4.5,"switches":7,"day":"2026-07-06","imported":true}');
INSERT INTO "documents" VALUES('schedule','[{"id":1,"state":"active","time":"12:00:00","days":[0,5],"feature":"current","feature_value":16,"limit":"soc","limit_value":80}]');
INSERT INTO "documents" VALUES('standing','{"override":{"state":"active","charge_current_a":16,"max_current_a":20,"auto_release":true},"limit":{"type":"energy","value":5000,"auto_release":true}}');
CREATE TABLE energy_days (
    day TEXT NOT NULL PRIMARY KEY,
    energy_wh REAL NOT NULL DEFAULT 0.0,
    temperature_max_dc INTEGER,
    temperature_min_dc INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "energy_days" VALUES('2026-07-06',1500.0,400,200);
CREATE TABLE log (
    id INTEGER NOT NULL PRIMARY KEY,
    block INTEGER NOT NULL,
    line_bytes INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    state_code INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    pilot_a INTEGER NOT NULL,
    session_wh REAL NOT NULL,
    session_elapsed_s REAL NOT NULL,
    temperature_dc INTEGER,
    temperature_max_dc INTEGER,
    divert_active INTEGER NOT NULL,
    shaper_active INTEGER NOT NULL,
    text TEXT NOT NULL
, explanation TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "log" VALUES(1,0,115,1783339200000000,'information','active',1,512,32,0.0,0.0,NULL,NULL,0,0,'first','');
INSERT INTO "log" VALUES(2,0,115,1783339205000000,'information','active',1,512,32,0.0,0.0,NULL,NULL,0,0,'second','');
INSERT INTO "log" VALUES(3,-1,0,1783339202000000,'information','active',1,512,32,0.0,0.0,NULL,NULL,0,0,'third','{"headline":{"code":"charging.boost_until","values":{"current_a":16,"until":"2026-07-06T12:30:00Z"},"text":"Charging at 16 A."},"details":[{"code":"car.state_of_charge","values":{"soc_pct":62},"text":"The car is at 62 %."}],"state":"active","state_client":65539,"pilot_client":null,"sources":[{"client":65539,"name":"boost","priority":200,"wants":"active","charge_current_a":16,"max_current_a":null,"decides":["state","current"],"sets_pilot":false,"outranked":[{"property":"maximum","by":65548}],"sentence":{"code":"source.charge_at","values":{"current_a":16},"text":"Charge at 16 A."},"why":"30 min","waiting_for":""}],"upcoming":[{"sentence":{"code":"next.boost_end","values":{"at":null},"text":"The boost ends."},"in_ms":1800000,"at":"2026-07-06T12:00:00Z"}],"after_start":true}');
CREATE TABLE samples (
    bucket_s INTEGER NOT NULL,
    epoch_s INTEGER NOT NULL,
    current_a REAL NOT NULL,
    voltage_v REAL NOT NULL,
    power_w REAL NOT NULL,
    pilot_a INTEGER NOT NULL,
    state_code INTEGER NOT NULL,
    temperature_dc INTEGER,
    session_wh REAL NOT NULL,
    total_kwh REAL NOT NULL,
    solar_w INTEGER,
    grid_w INTEGER,
    live_power_w INTEGER,
    vehicle_soc_pct INTEGER,
    measured_s INTEGER NOT NULL CHECK (measured_s > 0),
    utc_offset_s INTEGER NOT NULL,
    PRIMARY KEY (bucket_s, epoch_s)
) STRICT, WITHOUT ROWID;
INSERT INTO "samples" VALUES(0,1783339200,3.04347826086956523288e+01,230.0,7000.0,16,3,400,0.0,1.0,NULL,NULL,NULL,NULL,60,0);
INSERT INTO "samples" VALUES(3600,1774699200,3.04347826086956523288e+01,230.0,7000.0,16,3,400,0.0,1.0,1,-2,3,50,60,3600);
INSERT INTO "samples" VALUES(86400,1705536000,3.04347826086956523288e+01,230.0,7000.0,16,3,400,0.0,1.0,1,-2,3,50,60,0);
CREATE TABLE session_months (
    month TEXT NOT NULL,
    who TEXT NOT NULL,
    currency TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    energy_wh REAL NOT NULL,
    charging_s REAL NOT NULL,
    charges INTEGER NOT NULL,
    cost REAL,
    co2_g REAL,
    solar_wh REAL,
    PRIMARY KEY (month, who, currency)
) STRICT, WITHOUT ROWID;
INSERT INTO "session_months" VALUES('2025-12','Ada','',3,3000.0,5400.0,3,NULL,NULL,NULL);
INSERT INTO "session_months" VALUES('2025-12','Ada','GBP',1,1000.0,1800.0,1,0.25,100.0,500.0);
CREATE TABLE sessions (
    number INTEGER NOT NULL PRIMARY KEY,
    started_us INTEGER NOT NULL,
    started_trusted INTEGER NOT NULL,
    ended_us INTEGER,
    energy_wh REAL NOT NULL,
    charging_s REAL NOT NULL,
    peak_w REAL NOT NULL,
    peak_a REAL NOT NULL,
    charges INTEGER NOT NULL,
    stops TEXT NOT NULL,
    who TEXT NOT NULL,
    resumed INTEGER NOT NULL
, cost REAL, currency TEXT NOT NULL DEFAULT '', co2_g REAL, solar_wh REAL) STRICT;
INSERT INTO "sessions" VALUES(1,1783339200000000,1,1783342800000000,1000.0,1800.0,0.0,0.0,1,'[]','',0,NULL,'',NULL,NULL);
INSERT INTO "sessions" VALUES(2,1783339200000000,1,NULL,10.5,0.0,0.0,0.0,1,'[{"at":"2026-07-06T12:00:00Z","reason":"claim","text":"the sun"}]','Ada',1,1.25,'GBP',900.5,7.0);
CREATE TABLE settings (
    factory INTEGER NOT NULL CHECK (factory IN (0, 1)),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (factory, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "settings" VALUES(0,'divert_enabled','true');
INSERT INTO "settings" VALUES(0,'hostname','"garage"');
INSERT INTO "settings" VALUES(0,'sample_interval','60');
INSERT INTO "settings" VALUES(0,'voltage','230.5');
INSERT INTO "settings" VALUES(1,'hostname','"made"');
CREATE INDEX decisions ON log (at_us) WHERE explanation <> '';
CREATE TABLE back_end_documents (
    dialect TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (dialect, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE back_end_queue (
    dialect TEXT NOT NULL,
    number INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (dialect, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE back_end_numbers (
    dialect TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "back_end_documents" VALUES('1.6','transaction','{"number":7}');
INSERT INTO "back_end_queue" VALUES('1.6',41,'[2,"a","StopTransaction",{}]');
INSERT INTO "back_end_queue" VALUES('2.0.1',3,'[2,"b","TransactionEvent",{}]');
INSERT INTO "back_end_numbers" VALUES('1.6',44);
COMMIT;
