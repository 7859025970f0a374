/** All messages in German. */
import app from './de/app.json';
import words from './de/words.json';
import explanation from './de/explanation.json';
import home from './de/home.json';
import plan from './de/plan.json';
import energy from './de/energy.json';
import history from './de/history.json';
import scope from './de/scope.json';
import backup from './de/backup.json';
import bench from './de/bench.json';
import checks from './de/checks.json';
import inspection from './de/inspection.json';
import network from './de/network.json';
import panel from './de/panel.json';
import settings from './de/settings.json';
import setup from './de/setup.json';
import trial from './de/trial.json';

export default { app, words, explanation, home, plan, energy, history, scope, backup, bench, checks, inspection, network, panel, settings, setup, trial };
