/** The CDK app: every stage, or the one that `-c stage=…` names. */
import { join } from 'node:path';
import { builtCode } from '../lib/platform/function-code';
import { SunlendApp } from '../lib/sunlend-app';

new SunlendApp({ code: builtCode(join(__dirname, '..', 'dist', 'functions')) }).synth();
