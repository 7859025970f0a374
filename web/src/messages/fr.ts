/** All messages in French. */
import app from './fr/app.json';
import words from './fr/words.json';
import explanation from './fr/explanation.json';
import home from './fr/home.json';
import plan from './fr/plan.json';
import energy from './fr/energy.json';
import history from './fr/history.json';
import scope from './fr/scope.json';
import backup from './fr/backup.json';
import bench from './fr/bench.json';
import checks from './fr/checks.json';
import inspection from './fr/inspection.json';
import network from './fr/network.json';
import panel from './fr/panel.json';
import settings from './fr/settings.json';
import setup from './fr/setup.json';
import trial from './fr/trial.json';

export default { app, words, explanation, home, plan, energy, history, scope, backup, bench, checks, inspection, network, panel, settings, setup, trial };
