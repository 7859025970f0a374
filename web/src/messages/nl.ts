/** All messages in Dutch. */
import app from './nl/app.json';
import words from './nl/words.json';
import explanation from './nl/explanation.json';
import home from './nl/home.json';
import plan from './nl/plan.json';
import energy from './nl/energy.json';
import history from './nl/history.json';
import scope from './nl/scope.json';
import backup from './nl/backup.json';
import bench from './nl/bench.json';
import checks from './nl/checks.json';
import inspection from './nl/inspection.json';
import network from './nl/network.json';
import panel from './nl/panel.json';
import settings from './nl/settings.json';
import setup from './nl/setup.json';
import trial from './nl/trial.json';

export default { app, words, explanation, home, plan, energy, history, scope, backup, bench, checks, inspection, network, panel, settings, setup, trial };
