import assert from 'node:assert/strict';
import { platformOf } from '../../src/route/entity-platform.js';

describe('entity-platform: platformOf', () => {
  for (const [attributes, environment, expected] of [
    [
      {
        'cloud.platform': 'aws_eks',
        'k8s.cluster.name': 'c',
        'k8s.namespace.name': 'n',
        'k8s.pod.name': 'p',
        'k8s.node.name': 'node',
        'k8s.deployment.name': 'd',
        'k8s.replicaset.name': 'd-1',
        'host.id': 'i-0123456789abcdef0',
      },
      'eks:c/n',
      {
        PlatformType: 'AWS::EKS',
        'EKS.Cluster': 'c',
        'K8s.Namespace': 'n',
        'K8s.Workload': 'd',
        'K8s.Node': 'node',
        'K8s.Pod': 'p',
        'EC2.InstanceId': 'i-0123456789abcdef0',
      },
    ],
    [
      { 'k8s.cluster.name': 'c', 'k8s.namespace.name': 'n', 'k8s.pod.name': 'p' },
      'k8s:c/n',
      { PlatformType: 'K8s', 'K8s.Cluster': 'c', 'K8s.Namespace': 'n', 'K8s.Workload': 'p', 'K8s.Pod': 'p' },
    ],
    [
      {
        'cloud.platform': 'aws_ecs',
        'aws.ecs.cluster.arn': 'arn:aws:ecs:r:1:cluster/shop',
        'aws.ecs.task.arn': 'arn:aws:ecs:r:1:task/shop/abc',
      },
      'ecs:shop',
      { PlatformType: 'AWS::ECS', 'ECS.Cluster': 'shop', 'ECS.Task': 'abc' },
    ],
    [
      { 'cloud.platform': 'aws.lambda', 'faas.name': 'pay' },
      'lambda:default',
      { PlatformType: 'AWS::Lambda', 'Lambda.Function': 'pay' },
    ],
    [
      { 'cloud.platform': 'aws_ec2', 'host.id': 'i-01234567', 'host.name': 'h' },
      'ec2:default',
      { PlatformType: 'AWS::EC2', 'EC2.InstanceId': 'i-01234567', Host: 'h' },
    ],
    [
      { 'host.name': 'h', 'host.id': 'machine-id' },
      'generic:default',
      { PlatformType: 'Generic', Host: 'h' },
    ],
    [{}, 'generic:default', { PlatformType: 'Generic' }],
  ] as const) {
    it(`returns ${environment} for ${JSON.stringify(attributes)}`, () => {
      assert.deepEqual(platformOf(attributes), { environment, attributes: expected });
    });
  }
});
