/** All messages in English. */
import app from './en/app.json';
import words from './en/words.json';
import explanation from './en/explanation.json';
import home from './en/home.json';
import plan from './en/plan.json';
import energy from './en/energy.json';
import history from './en/history.json';
import scope from './en/scope.json';
import backup from './en/backup.json';
import bench from './en/bench.json';
import checks from './en/checks.json';
import inspection from './en/inspection.json';
import network from './en/network.json';
import panel from './en/panel.json';
import settings from './en/settings.json';
import setup from './en/setup.json';
import trial from './en/trial.json';

export default { app, words, explanation, home, plan, energy, history, scope, backup, bench, checks, inspection, network, panel, settings, setup, trial };
