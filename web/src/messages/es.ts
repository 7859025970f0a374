/** All messages in Spanish. */
import app from './es/app.json';
import words from './es/words.json';
import explanation from './es/explanation.json';
import home from './es/home.json';
import plan from './es/plan.json';
import energy from './es/energy.json';
import history from './es/history.json';
import scope from './es/scope.json';
import backup from './es/backup.json';
import bench from './es/bench.json';
import checks from './es/checks.json';
import inspection from './es/inspection.json';
import network from './es/network.json';
import panel from './es/panel.json';
import settings from './es/settings.json';
import setup from './es/setup.json';
import trial from './es/trial.json';

export default { app, words, explanation, home, plan, energy, history, scope, backup, bench, checks, inspection, network, panel, settings, setup, trial };
