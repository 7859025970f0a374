/** All messages in Italian. */
import app from './it/app.json';
import words from './it/words.json';
import explanation from './it/explanation.json';
import home from './it/home.json';
import plan from './it/plan.json';
import energy from './it/energy.json';
import history from './it/history.json';
import scope from './it/scope.json';
import backup from './it/backup.json';
import bench from './it/bench.json';
import checks from './it/checks.json';
import inspection from './it/inspection.json';
import network from './it/network.json';
import panel from './it/panel.json';
import settings from './it/settings.json';
import setup from './it/setup.json';
import trial from './it/trial.json';

export default { app, words, explanation, home, plan, energy, history, scope, backup, bench, checks, inspection, network, panel, settings, setup, trial };
