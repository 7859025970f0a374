/** Trying out the connections to other services: what is sent along, and who is asked. */
import { api, taken, type Schemas } from '../../api/client';

export const SERVICES = ['mqtt', 'emoncms', 'ocpp'] as const;
export type Service = (typeof SERVICES)[number];
export type Check = Schemas['CheckDocument'];

export function isService(word: string): word is Service {
  return SERVICES.includes(word as Service);
}

const TRIED: Record<Service, readonly string[]> = {
  mqtt: [
    'mqtt_server',
    'mqtt_port',
    'mqtt_protocol',
    'mqtt_version',
    'mqtt_user',
    'mqtt_pass',
    'mqtt_reject_unauthorized',
    'mqtt_certificate_id',
  ],
  emoncms: ['emoncms_server', 'emoncms_node', 'emoncms_apikey', 'emoncms_fingerprint'],
  ocpp: [
    'ocpp_server',
    'ocpp_chargeBoxId',
    'ocpp_authkey',
    'ocpp_version',
    'ocpp_security_profile',
    'ocpp_certificate_id',
  ],
};

/** What a check is to try instead of what is in force: what has been typed and not been saved. */
export function tried(service: Service, typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => TRIED[service].includes(name)));
}

export function check(service: Service, body: Record<string, unknown>): Promise<Check> {
  return taken(api.POST(`/api/v1/${service}/check`, { body }));
}
